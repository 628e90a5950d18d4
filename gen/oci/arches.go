package oci

import (
	"maps"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/structure"
)

// scmp holds the GOARCH of libseccomp's architectures, or "" for those without one.
var scmp = map[string]string{
	"SCMP_ARCH_X86": "386", "SCMP_ARCH_X86_64": "amd64", "SCMP_ARCH_X32": "", "SCMP_ARCH_ARM": "arm", "SCMP_ARCH_AARCH64": "arm64",
	"SCMP_ARCH_MIPS": "mips", "SCMP_ARCH_MIPS64": "mips64", "SCMP_ARCH_MIPS64N32": "", "SCMP_ARCH_MIPSEL": "mipsle",
	"SCMP_ARCH_MIPSEL64": "mips64le", "SCMP_ARCH_MIPSEL64N32": "", "SCMP_ARCH_PPC": "ppc", "SCMP_ARCH_PPC64": "ppc64",
	"SCMP_ARCH_PPC64LE": "ppc64le", "SCMP_ARCH_S390": "", "SCMP_ARCH_S390X": "s390x", "SCMP_ARCH_RISCV64": "riscv64",
	"SCMP_ARCH_LOONGARCH64": "loong64", "SCMP_ARCH_PARISC": "", "SCMP_ARCH_PARISC64": "", "SCMP_ARCH_M68K": "", "SCMP_ARCH_SH": "", "SCMP_ARCH_SHEB": "",
}

// hosts holds the GOARCH of the names in includes and excludes.
var hosts = map[string]string{
	"x86": "386", "amd64": "amd64", "x32": "", "arm": "arm", "arm64": "arm64", "mips": "mips", "mips64": "mips64", "mips64n32": "",
	"mipsel": "mipsle", "mipsel64": "mips64le", "mipsel64n32": "", "ppc": "ppc", "ppc64": "ppc64", "ppc64le": "ppc64le",
	"s390": "", "s390x": "s390x", "riscv64": "riscv64", "loong64": "loong64", "loongarch64": "loong64",
}

// undecided holds the GOARCH of the kernels with ABIs that no policy decides.
var undecided = map[string]string{
	"SCMP_ARCH_X32": "amd64", "SCMP_ARCH_MIPS64N32": "mips64", "SCMP_ARCH_MIPSEL64N32": "mips64le", "SCMP_ARCH_S390": "s390x",
}

// killed warns about an architecture that no policy decides, unless no selected kernel has it.
func (r *reader) killed(n *structure.Node) {
	host := arch.ByGOARCH(undecided[n.Text])
	if r.warned[n.Text] || len(r.selected) > 0 && !slices.Contains(r.selected, host) {
		return
	}
	r.warned[n.Text] = true
	r.warn(n.Place, "", "no policy can decide the syscalls of %s; they are killed", n.Text)
}

// arch finds an architecture by libseccomp's name.
func (r *reader) arch(n *structure.Node) named {
	goarch, ok := scmp[n.Text]
	switch {
	case n.Text == "SCMP_ARCH_NATIVE":
		r.Fail(n.Place, "remove it, and name the architectures by -arch", "SCMP_ARCH_NATIVE is the architecture of a node")
	case !ok:
		r.Fail(n.Place, r.similar(n.Text, slices.Sorted(maps.Keys(scmp))), "unknown architecture %q", n.Text)
	case goarch == "":
		r.killed(n)
	}
	return named{n, arch.ByGOARCH(goarch)}
}

// arches reads a list of architectures.
func (r *reader) arches(n *structure.Node) (list []named) {
	for _, name := range r.Strings(n) {
		list = append(list, r.arch(name))
	}
	return list
}

// family reads an element of archMap.
func (r *reader) family(n *structure.Node) (f family) {
	r.Object(n, map[string]func(*structure.Node){
		"architecture": func(n *structure.Node) {
			if r.Is(n, structure.String) {
				f.host = r.arch(n)
			}
		},
		"subArchitectures": func(n *structure.Node) { f.subs = r.arches(n) },
	})
	return f
}

// decided returns the host of each architecture that the filter decides: itself, or the
// architecture of selected whose kernel runs its programs. Without selected these are the
// architectures of the filter, and all of Go if it has none or an archMap. The kernel of a
// selected one runs the programs of its companion ABI too, if the filter has both.
func (p profile) decided(selected []*arch.Arch) map[*arch.Arch]*arch.Arch {
	of := make(map[*arch.Arch]*arch.Arch)
	own := selected
	if len(own) == 0 {
		for _, a := range p.arches {
			if a.arch != nil {
				own = append(own, a.arch)
			}
		}
	}
	if len(own) == 0 {
		own = arch.Targets
	}
	for _, a := range own {
		of[a] = a
	}
	for _, a := range own {
		listed := slices.ContainsFunc(p.arches, func(x named) bool { return x.arch == a.Companion })
		if a.Companion != nil && listed && of[a.Companion] == nil {
			of[a.Companion] = a
		}
	}
	for _, f := range p.archMap {
		for _, sub := range f.subs {
			if host := f.host.arch; host != nil && of[host] == host && sub.arch != nil && of[sub.arch] == nil {
				of[sub.arch] = host
			}
		}
	}
	return of
}
