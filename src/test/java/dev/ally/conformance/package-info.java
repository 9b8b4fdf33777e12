/**
 * What others ask of a provider: the modules of the OpenID Foundation's conformance suite, rebuilt by name ({@code
 * src/docs/conformance.md}), and relying parties of others.
 */
package dev.ally.conformance;
