package emit

import "github.com/dave/jennifer/jen"

// tablesVersion is the version of package tables for the generated code: tables.MaxVersion
// of this module.
const tablesVersion = 2

// enforceVersion writes constants. They do not compile with a package tables too old or too
// new.
func enforceVersion() jen.Code {
	blank := func(difference *jen.Statement) jen.Code {
		return jen.Id("_").Op("=").Add(table("EnforceVersion")).Call(difference)
	}
	return documented("If one of these does not compile, the package needs another version of package tables:\nsee [tables.EnforceVersion].",
		jen.Const().Defs(
			blank(jen.Lit(tablesVersion).Op("-").Add(table("MinVersion"))),
			blank(table("MaxVersion").Op("-").Lit(tablesVersion))))
}
