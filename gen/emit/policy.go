package emit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// Policy returns the files of package pkg with the compiled profiles of p. On other
// architectures the package declares no profiles, and its users do not compile. On systems
// other than Linux the profiles are empty.
func Policy(c *catalog.Catalog, pkg string, p *policy.Policy, compiled []*compile.Compiled) ([]File, error) {
	return policyFiles(c, pkg, p, compiled, nil)
}

// policyFiles returns the files of package pkg. zprofiles.go ends with the given code.
func policyFiles(c *catalog.Catalog, pkg string, p *policy.Policy, compiled []*compile.Compiled, more []jen.Code) ([]File, error) {
	var titles []profile.Title
	var list []constructor
	for _, profile := range p.Profiles {
		titles = append(titles, profile.Title)
		list = append(list, constructor{profile.Title, rowsDoc(profile)})
	}
	files := []source{
		{name: "zprofiles.go", tag: anyOf(architectures(compiled)), code: slices.Concat([]jen.Code{enforceVersion()}, constructors(list), more)},
		{name: "zprofiles_other.go", tag: "!linux", code: emptyProfiles(titles)},
	}
	// The import path is unknown here. No other package has the bare name as its path.
	to := destination{pkg, pkg}
	programs, err := to.programs(c, compiled)
	if err != nil {
		return nil, err
	}
	return to.render(append(files, programs...))
}

// architectures lists the architectures of compiled profiles.
func architectures(compiled []*compile.Compiled) []*arch.Arch {
	var list []*arch.Arch
	for _, p := range compiled {
		list = append(list, p.Arch)
	}
	return arch.Set(list)
}

// anyOf returns the build constraint for the selected architectures and for other systems.
// It is empty if all are selected.
func anyOf(selected []*arch.Arch) string {
	if len(selected) == len(arch.Targets) {
		return ""
	}
	tags := []string{"!linux"}
	for _, a := range selected {
		tags = append(tags, a.GOARCH)
	}
	return strings.Join(tags, " || ")
}

// rowsDoc returns the comment of a profile's function: its description, and its rules.
func rowsDoc(p *policy.Profile) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s returns the profile %s", p.Func, p.Name)
	if p.Description != "" {
		fmt.Fprintf(&b, ": %s", strings.TrimSuffix(p.Description, "."))
	}
	b.WriteString(".\n")
	width := 0
	for _, r := range p.Rows {
		width = max(width, len(r.Syscall))
	}
	for _, r := range p.Rows {
		b.WriteString("\n\t" + strings.TrimRight(fmt.Sprintf("%-*s  %s", width, r.Syscall, rowText(r)), " "))
	}
	return b.String()
}

// rowText formats a rule without its syscall: the action, the condition, the reason.
func rowText(r *policy.Row) string {
	var parts []string
	if r.Action != "" {
		parts = append(parts, r.Action)
	}
	if r.When != "" {
		parts = append(parts, "if "+r.When)
	}
	if r.Why != "" {
		parts = append(parts, "("+r.Why+")")
	}
	return strings.Join(parts, " ")
}
