package policy

import (
	"encoding/csv"
	"io/fs"
	"slices"
	"strings"
	"sync"

	sandboxseccomp "github.com/sandbox-seccomp/sandbox-seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// HardenedFile is the file of the hardened profiles in messages about their rows. They are
// built in: each is a tier with conditions, and a row of any policy may include it:
//
//	server,@hardened-network,,,
const HardenedFile = "seccomp/hardened/policy.csv"

// hardenedPrefix begins the name of each hardened profile. The rest is its tier.
const hardenedPrefix = "hardened-"

// Hardened returns the built-in policy with the hardened profiles.
func Hardened(c *catalog.Catalog) (*Policy, error) {
	return LoadHardened(HardenedFile, []byte(sandboxseccomp.Hardened()), c)
}

// LoadHardened reads another version of the policy of [Hardened], in one file.
func LoadHardened(name string, data []byte, c *catalog.Catalog) (*Policy, error) {
	r := newReader(name, func(string) ([]byte, error) { return nil, fs.ErrNotExist }, c)
	r.hardened = true
	return r.policy(name, data)
}

// HardenedTier returns the tier of a hardened profile.
func HardenedTier(name string) string { return strings.TrimPrefix(name, hardenedPrefix) }

// HardenedNames returns the names of the hardened profiles, lowest first.
var HardenedNames = sync.OnceValue(func() []string {
	in := csv.NewReader(strings.NewReader(sandboxseccomp.Hardened()))
	in.Comment = '#'
	records, _ := in.ReadAll() // Hardened reports an error
	var names []string
	for _, record := range records {
		if strings.HasPrefix(record[colProfile], hardenedPrefix) {
			names = append(names, record[colProfile])
		}
	}
	return slices.Compact(names)
})

// hardenedProfile returns the hardened profile with that name, or nil. The first time it
// reads their policy. An error there means that the catalog lacks one of its syscalls.
func (r *reader) hardenedProfile(name string) *Profile {
	at := slices.Index(HardenedNames(), name)
	if at < 0 {
		return nil
	}
	if r.ofHardened == nil {
		p, err := Hardened(r.catalog)
		if err != nil {
			panic(err)
		}
		r.ofHardened = p
		r.loadErrors = append(r.loadErrors, p.loadErrors...)
	}
	r.library = r.ofHardened.Profiles[:max(at+1, len(r.library))]
	return r.library[at]
}
