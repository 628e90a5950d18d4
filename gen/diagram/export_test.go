package diagram

// Candidates exports candidates for tests outside the package.
var Candidates = candidates
