package tree

// Candidates is the tests that diagrams are made of, for tests outside the package.
var Candidates = candidates
