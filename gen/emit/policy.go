package emit

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// Options is how a policy's package is to be.
type Options struct {
	// Package is its name.
	Package string
	// Architectures lists those that it is for.
	Architectures []*arch.Arch
	// Compat says that its programs also decide the calls of the 32-bit architecture
	// whose programs the kernel runs.
	Compat bool
}

// Policy returns the files of a package with the profiles of p. On architectures that
// it is not for it has no profiles, so that what uses them does not compile; on other
// systems than linux they are empty.
func Policy(c *catalog.Catalog, p *policy.Policy, decisions policy.Decisions, o Options) ([]File, error) {
	var titles []profile.Title
	var list []constructor
	for _, profile := range p.Profiles {
		titles = append(titles, profile.Title)
		list = append(list, constructor{profile.Title, rowsDoc(profile)})
	}
	files := []source{
		{"zprofiles.go", anyOf(o.Architectures), append([]jen.Code{enforceVersion()}, constructors(list)...)},
		{"zprofiles_other.go", "!linux", emptyProfiles(titles)},
	}
	compiler := compile.New(c, decisions.Space)
	programs, err := programs(c, o.Architectures, func(a *arch.Arch) ([]*compile.Compiled, error) {
		compiler.Limit(compile.MaxWork)
		return compilePolicy(compiler, p, decisions, a, o.Compat)
	})
	if err != nil {
		return nil, err
	}
	// No import path is that of a package with its own name alone.
	return destination{o.Package, o.Package}.render(append(files, programs...))
}

// compilePolicy compiles the profiles of p for a.
func compilePolicy(c *compile.Compiler, p *policy.Policy, decisions policy.Decisions, a *arch.Arch, compat bool) ([]*compile.Compiled, error) {
	var out []*compile.Compiled
	for _, profile := range p.Profiles {
		var second *decision.Decision
		if compat && a.Companion != nil {
			second = &decisions.Of[profile][a.Companion.Index]
		}
		compiled, err := c.Compile(profile.Title, decisions.Of[profile][a.Index], a, second)
		if err != nil {
			return nil, p.Blame(profile, err)
		}
		out = append(out, compiled)
	}
	return out, nil
}

// anyOf is the build tag of files for the selected architectures and for other
// systems; none for all.
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

// rowsDoc is the comment of a profile's function: what it is for, and its rows.
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

// rowText is what a row says of its call.
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
