import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type {
  EntityJson,
  PolicyJson,
  SchemaJson,
  TypeAndId,
} from '@cedar-policy/cedar-wasm/nodejs';
import { KNOWN } from './knownRecord';
import { withUnknownEntities } from './unknownEntities';

const SCHEMA = `
  entity Group;
  entity Vault in [Group] { tier: String, level: Long, next?: Vault } tags Vault;
  entity User in [Group] { manager: User, level: Long, vaults: Set<Vault> };
  entity Request { vault: Vault, owner: User, level: Long, details: { vault: Vault, note?: String } };
  action sign appliesTo { principal: User, resource: Request, context: { other?: Vault } };
`;
const SIGN = {
  principal: 'User',
  action: { type: 'Action', id: 'sign' },
  resource: 'Request',
};
const HEADS = [
  'principal, action, resource',
  'principal in Group::"staff", action, resource',
  'principal is User in Group::"staff", action == Action::"sign", resource',
  'principal == User::"ann", action, resource is Request',
];
const CONDITIONS = [
  'resource.vault has tier && resource.vault.tier == "cold"',
  '!(resource.vault has tier) || resource.vault.tier == "cold"',
  'resource.owner.level > 3 || resource.level > 3',
  'resource.level > 3 || resource.owner.level > 3',
  'resource.level > 3 && resource.owner.manager.level > 3',
  'principal has level && !(resource.owner has level)',
  'if resource.vault has tier then resource.vault.level > 3 else resource.level > 3',
  'if resource.vault.level > 3 then resource.owner == principal else principal.level > 3',
  'context has other && context.other.level > 3',
  'context has other && context.other has next.next && context.other.next.next has tier',
  'context has other && context.other in Group::"staff"',
  'resource.vault in [Vault::"one", Vault::"two"]',
  'resource.vault in principal.vaults || resource.owner in principal',
  'resource.details.vault.hasTag("v") && resource.details.vault.getTag("v").level > 3',
  'resource.details.vault.hasTag("v") && resource.details.vault.getTag("v") has tier',
  'principal.vaults.contains(resource.vault) && {v: resource.vault} == {v: resource.details.vault}',
  '[resource.vault.level, resource.level].contains(4)',
  'resource.details has note && resource.details.note like "a*" && resource.vault.tier like "c*"',
  'resource.vault is Vault in Group::"staff" && !(resource.owner.level > 3)',
  'resource has vault.next.tier && resource.vault.next.level > 3',
];
/** Nobody can follow these without checking types. */
const UNFOLLOWABLE = [
  '(if resource.level > 3 then resource.vault else resource.details.vault) has tier',
  '{v: resource.vault}.v has tier && resource.vault.level > 3',
  '{"Value": (resource.vault has tier && resource.vault.level > 3)}.Value',
  '(resource.vault has tier) == (resource.vault.level > 3 || resource.level > 3)',
];

const ofCedar = <T extends { type: string }>(answer: T) => {
  if (answer.type === 'failure') {
    throw new Error(JSON.stringify(answer));
  }
  return answer as Extract<T, { type: 'success' }>;
};
const schema: SchemaJson<string> = ofCedar(
  cedar.schemaToJsonWithResolvedTypes(SCHEMA),
).json;
const parse = (text: string): PolicyJson =>
  ofCedar(cedar.policyToJson(text)).json;

const uid = (type: string, id: string): TypeAndId => ({ type, id });

/** Of 512 worlds, so that each choice meets each other one. */
const STRIDE = 13;

/** A world in which some of what is mentioned is not there; each has all that is required of it, or is not. */
function* worlds(): Generator<{
  entities: EntityJson[];
  known: EntityJson[];
  context: Record<string, unknown>;
}> {
  const [ann, bob] = [uid('User', 'ann'), uid('User', 'bob')];
  const [one, two] = [uid('Vault', 'one'), uid('Vault', 'two')];
  const request = uid('Request', 'r');
  for (let world = 0; world < 512; world += STRIDE) {
    const bit = (place: number) => Math.floor(world / 2 ** place) % 2 === 1;
    const level = bit(0) ? 4 : 2;
    const all: EntityJson[] = [
      {
        uid: ann,
        attrs: {
          manager: { __entity: bob },
          level,
          vaults: bit(1) ? [{ __entity: one }] : [],
        },
        parents: bit(2) ? [uid('Group', 'staff')] : [],
      },
      {
        uid: bob,
        attrs: { manager: { __entity: ann }, level: 6 - level, vaults: [] },
        parents: [],
      },
      {
        uid: one,
        attrs: {
          tier: bit(1) ? 'cold' : 'hot',
          level,
          ...(bit(2) ? { next: { __entity: two } } : {}),
        },
        parents: bit(0) ? [uid('Group', 'staff')] : [],
        tags: bit(2) ? { v: { __entity: two } } : {},
      },
      {
        uid: two,
        attrs: { tier: 'cold', level: 4, next: { __entity: one } },
        parents: [],
      },
      {
        uid: request,
        attrs: {
          vault: { __entity: one },
          owner: { __entity: bob },
          level: bit(3) ? 4 : 2,
          details: {
            vault: { __entity: bit(1) ? one : two },
            ...(bit(0) ? { note: 'abc' } : {}),
          },
        },
        parents: [],
      },
    ];
    const isThere = (_: EntityJson, index: number) => bit(4 + index);
    const entities = all.filter(isThere);
    yield {
      entities,
      known: all.map((entity, index) =>
        isThere(entity, index)
          ? ({ ...entity, attrs: { [KNOWN]: entity.attrs } } as EntityJson)
          : { uid: entity.uid, attrs: {}, parents: [] },
      ),
      context: bit(3) ? { other: { __entity: two } } : {},
    };
  }
}

function decide(
  statements: Record<string, PolicyJson>,
  entities: EntityJson[],
  context: Record<string, unknown>,
) {
  const { decision, diagnostics } = ofCedar(
    cedar.isAuthorized({
      principal: uid('User', 'ann'),
      action: SIGN.action,
      resource: uid('Request', 'r'),
      context: context as {},
      entities,
      policies: { staticPolicies: statements },
    }),
  ).response;
  return { allowed: decision === 'allow', errors: diagnostics.errors.length };
}

describe('withUnknownEntities', () => {
  it('decides as the portal does, whatever is there', () => {
    let compared = 0;
    let failed = 0;
    CONDITIONS.forEach((condition, index) => {
      const other = CONDITIONS[(index * 7 + 3) % CONDITIONS.length];
      const statements = {
        all: parse(
          'permit (principal, action, resource) when { resource has level || true };',
        ),
        one: parse(`permit (${HEADS[index % 4]}) when { ${condition} };`),
        two: parse(`forbid (${HEADS[(index + 1) % 4]}) unless { ${other} };`),
        ...(index % 2
          ? {}
          : {
              three: parse(
                `forbid (${HEADS[(index + 2) % 4]}) when { ${condition} };`,
              ),
            }),
      };
      const asked =
        index % 3 ? statements : (({ all: _, ...rest }) => rest)(statements);
      const rewritten = withUnknownEntities(schema, SIGN, asked);
      expect([condition, rewritten?.types]).toEqual([
        condition,
        ['Request', 'User', 'Vault'],
      ]);
      const deciding = Object.fromEntries(
        Object.entries(rewritten!.statements).flatMap(
          ([id, { statement, failure }]) => [
            [id, statement],
            ...(failure ? [[`${id}-fails`, failure]] : []),
          ],
        ),
      );
      for (const { entities, known, context } of worlds()) {
        const portal = decide(asked, entities, context);
        const analyzed = decide(deciding, known, context);
        expect({
          condition,
          ids: entities.map(entity => entity.uid),
          context,
          ...analyzed,
        }).toEqual({
          condition,
          ids: entities.map(entity => entity.uid),
          context,
          allowed: portal.allowed && !portal.errors,
          errors: 0,
        });
        compared++;
        failed += Number(portal.errors > 0);
      }
    });
    expect(compared).toBe(CONDITIONS.length * Math.ceil(512 / STRIDE));
    expect(failed).toBeGreaterThan(compared / 20);
  });

  it.each(UNFOLLOWABLE)('gives up where it cannot follow %s', condition => {
    expect(
      withUnknownEntities(schema, SIGN, {
        one: parse(
          `permit (principal, action, resource) when { ${condition} };`,
        ),
      }),
    ).toBeUndefined();
  });
});
