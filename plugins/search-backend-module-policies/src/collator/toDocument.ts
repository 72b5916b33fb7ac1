import {
  PolicyDocument,
  policyEntityName,
  PolicyFile,
  PolicySummary,
} from '@internal/plugin-policies-common';

/** Characters of a document's text; Postgres refuses to index more than a megabyte. */
const TEXT_LIMIT = 100_000;

/** NUL and lone surrogates: one of them makes Postgres refuse the whole batch. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;

/** Search document of a policy. */
export function toDocument(
  policy: PolicySummary,
  files: PolicyFile[],
): PolicyDocument {
  const paths = new Set(policy.files);
  const text = [
    policy.description,
    policy.regulations.join(', '),
    policy.name,
    policy.set,
    ...files.filter(file => paths.has(file.path)).map(file => file.content),
  ];
  return {
    title: clean(policy.title),
    text: clean(text.filter(Boolean).join('\n').slice(0, TEXT_LIMIT)),
    location: `/catalog/default/policy/${encodeURIComponent(
      policyEntityName(policy.set, policy.name),
    )}`,
    set: policy.set,
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
