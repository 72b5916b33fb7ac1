import {
  PolicyDocument,
  policyEntityName,
  PolicyFile,
  PolicySummary,
} from '@internal/plugin-policies-common';

/** Characters of source in a document; Postgres refuses to index a text of more than a megabyte. */
const SOURCE_LIMIT = 100_000;

/** NUL and lone surrogates: one of them makes Postgres refuse the whole batch. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;

/**
 * Search document of a policy.
 *
 * @param setTitle - title of its set
 */
export function toDocument(
  policy: PolicySummary,
  setTitle: string,
  files: PolicyFile[],
): PolicyDocument {
  const paths = new Set(policy.files);
  const source = files
    .filter(file => paths.has(file.path))
    .map(file => file.content)
    .join('\n')
    .slice(0, SOURCE_LIMIT);
  const text = [
    policy.description,
    policy.regulations.join(', '),
    policy.name,
    policy.set,
    setTitle,
    source,
    wordsOf(source),
  ];
  return {
    title: clean(policy.title),
    text: clean(text.filter(Boolean).join('\n')),
    // Not the path of its entity: the index in memory keeps documents by location, and would mix this one
    // with the catalog's document of the same policy.
    location: `/policies/policy/${encodeURIComponent(
      policyEntityName(policy.set, policy.name),
    )}`,
    // Search asks for each result whether it may be read.
    authorization: { resourceRef: policy.set },
    set: policy.set,
    setTitle: clean(setTitle),
    policy: policy.name,
    regulations: policy.regulations.map(clean),
    owner: clean(policy.owner),
    domain: clean(policy.domain),
    lifecycle: policy.lifecycle,
  };
}

function clean(text: string): string {
  return text.replace(UNSTORABLE, '');
}

/**
 * The words of a source once more, each on its own: search engines take `context.hardwareKey` for one
 * word and would not find it by either half.
 */
function wordsOf(source: string): string {
  return [...new Set(source.match(/[\p{L}_][\p{L}\p{N}_]+/gu))].join(' ');
}
