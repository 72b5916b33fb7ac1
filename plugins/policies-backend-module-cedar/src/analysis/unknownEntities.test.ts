import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyJson, SchemaJson } from '@cedar-policy/cedar-wasm/nodejs';
import { KNOWN } from './knownRecord';
import { withUnknownEntities } from './unknownEntities';

const SCHEMA = `
  entity Group;
  entity Vault in [Group] { tier: String, frozen: Bool, note?: String, limits: { daily: Long } };
  entity User { manager: User, active: Bool };
  entity Request { vault: Vault, owner: User, tier: String, details: { vault: Vault, tier?: String } };
  action sign appliesTo { principal: User, resource: Request, context: { other?: Vault } };
`;
const SIGN = {
  principal: 'User',
  action: { type: 'Action', id: 'sign' },
  resource: 'Request',
};

function schemaOf(text: string): SchemaJson<string> {
  const answer = cedar.schemaToJsonWithResolvedTypes(text);
  if (answer.type === 'failure') {
    throw new Error(answer.errors[0].message);
  }
  return answer.json;
}

function parse(text: string): PolicyJson {
  const answer = cedar.policyToJson(text);
  if (answer.type === 'failure') {
    throw new Error(answer.errors[0].message);
  }
  return answer.json;
}

function convert(condition: string, ofAllTypes = true) {
  const statement = parse(
    `permit (principal, action, resource) when { ${condition} };`,
  );
  const { schema, statements, types, uncovered } = withUnknownEntities(
    schemaOf(SCHEMA),
    SIGN,
    { one: statement },
    { ofAllTypes },
  );
  const validated = cedar.validate({
    schema,
    policies: { staticPolicies: statements },
    validationSettings: { mode: 'strict' },
  });
  expect(validated).toMatchObject({ type: 'success', validationErrors: [] });
  const written = cedar.policyToText(statements.one);
  const text = written.type === 'success' ? written.text : '';
  return {
    clauses: [...text.matchAll(/when \{\s*([^]*?)\s*\}/g)].map(([, clause]) =>
      clause
        .split(`["${KNOWN}"]`)
        .join('.K')
        .split(`"${KNOWN}"`)
        .join('K')
        .replace(/\s+/g, ' '),
    ),
    types,
    uncovered,
    isUnchanged: statements.one === statement,
  };
}

describe('withUnknownEntities', () => {
  it.each([
    [
      'resource.vault has tier && resource.vault.tier == "cold"',
      '(resource.vault has K) && (resource.vault.K.tier == "cold")',
    ],
    [
      'resource has details.vault.tier && resource.details.vault.limits.daily > 1',
      '(resource has details) && (resource.details has vault) && (resource.details.vault has K) && (resource.details.vault.K.limits.daily > 1)',
    ],
    [
      'resource.vault has note && resource.vault has frozen && resource.vault.note like "a*"',
      '(resource.vault has K) && (resource.vault.K has note) && (resource.vault has K) && (resource.vault.K.note like "a*")',
    ],
    [
      'context has other && !(context.other has tier) && resource.tier == "tier"',
      '(context has other) && (!(context.other has K)) && (resource.tier == "tier")',
    ],
  ])('has an entity known or not in %s', (condition, converted) => {
    expect(convert(condition)).toEqual({
      clauses: [converted],
      types: ['Vault'],
      uncovered: [],
      isUnchanged: false,
    });
  });

  it('keeps principal and resource known where others of their type may be unknown', () => {
    const condition =
      'principal.active && resource.owner has active && resource.owner.manager == principal';
    expect(convert(condition)).toEqual({
      clauses: [
        'principal has K',
        'principal.K.active && (resource.owner has K) && (resource.owner.K.manager == principal)',
      ],
      types: ['User'],
      uncovered: [],
      isUnchanged: false,
    });
    expect(convert(condition, false)).toMatchObject({
      types: [],
      uncovered: ['User'],
      isUnchanged: true,
    });
  });

  it.each([
    ['nothing is asked', 'resource.vault.tier == "cold"', []],
    ['only what may be missing is', 'resource.vault has note', []],
    ['it is of principal or resource', 'resource has vault', []],
    ['it is of a record', 'resource.details has tier', []],
    [
      'an attribute is read without asking',
      'resource.vault.frozen || resource.vault has tier',
      ['Vault'],
    ],
    [
      'nobody can follow what is asked',
      '(if principal.active then resource.vault else resource.details.vault).frozen || resource.vault has tier',
      ['Vault'],
    ],
  ])('leaves statements as they are where %s', (_, condition, uncovered) => {
    expect(convert(condition)).toMatchObject({
      types: [],
      uncovered,
      isUnchanged: true,
    });
  });
});
