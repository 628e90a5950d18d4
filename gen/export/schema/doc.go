// Package schema is documentation only. Its tests validate exported documents by the schemas
// of those who read them: the OCI's runtime specification, and the custom resource definition
// of the security profiles operator.
package schema
