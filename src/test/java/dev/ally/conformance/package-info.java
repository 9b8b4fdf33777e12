/** The modules of the OpenID Foundation's conformance suite, rebuilt by name; {@code src/docs/conformance.md}. */
package dev.ally.conformance;
