// This file lets push.go declare functions without a body.
