const DOCUMENT = /\.(md|markdown|txt|adoc|asciidoc|rst|html?|svg|log)$/i;
const NAMED =
  /(^|\/)(readme|licen[cs]e|copying|notice|changelog|contributing|contributors|authors|maintainers|codeowners|security|makefile|justfile|dockerfile|jenkinsfile)$/i;
const HIDDEN = /(^|\/)\.[^/]/;
const READ_BY_ENGINES =
  /\.(rego|cedar|cedarschema|fga|mod|polar|json|jsonl|ya?ml|csv|tsv|conf|ini|cfg|toml|xml|properties)$/i;
const POLICY = /\.(rego|cedar|cedarschema|fga)$/i;

/** True for what lies beside policies in a repository, and is for people and tools: a decision never depends on it. */
export function isForPeople(path: string): boolean {
  return (
    DOCUMENT.test(path) ||
    NAMED.test(path) ||
    (HIDDEN.test(path) && !POLICY.test(path))
  );
}

/** True for the formats in which policies and what they decide by are written, in whatever engine. */
export function isFormatOfEngines(path: string): boolean {
  return READ_BY_ENGINES.test(path);
}

/** True for source text of a policy language. */
export function isPolicyText(path: string): boolean {
  return POLICY.test(path);
}
