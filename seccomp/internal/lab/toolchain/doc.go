// Package toolchain builds the guest for an architecture.
//
// The guest links the profiles of the policies under lab/policies. Their programs are
// 18,000 generated lines, and the tree does not hold them. [Overlay] generates them into a
// temporary folder, and [Guest] has the go command read them as files of the tree:
//
//	policies/conditions/doc.go       //overlay:generate -policy policy.csv -pkg conditions
//	TMP/conditions/zprofiles*.go     written by seccompgen
//	TMP/overlay.json                 {"Replace": {".../policies/conditions/zprofiles.go": "TMP/..."}}
//	go build -tags generated -overlay TMP/overlay.json .../lab/guest
//
// Files with the build tag generated need these files. Without the tag a package of a
// policy builds too, and has no profiles.
package toolchain
