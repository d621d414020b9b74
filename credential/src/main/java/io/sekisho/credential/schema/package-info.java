/** The tables of this module, and what keeps their rows and seeds in order in the background. */
package io.sekisho.credential.schema;
