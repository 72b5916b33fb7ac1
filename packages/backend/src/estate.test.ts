import { readdirSync, readFileSync } from 'fs';
import { join, resolve } from 'path';
import {
  Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import {
  ANNOTATION_CONSUMES,
  parseConsumes,
  PolicySetManifest,
  readManifest,
} from '@internal/plugin-policies-common';
import { parseAllDocuments } from 'yaml';

const ESTATE = resolve(__dirname, '../../../estate');

function readEntities(): Entity[] {
  const folder = join(ESTATE, 'catalog');
  return readdirSync(folder).flatMap(file =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map(document =>
      document.toJS(),
    ),
  );
}

function readManifests(): PolicySetManifest[] {
  const folder = join(ESTATE, 'sets');
  return readdirSync(folder).map(
    name =>
      readManifest(readFileSync(join(folder, name, 'policy-set.yaml'), 'utf8'))
        .manifest!,
  );
}

describe('the example estate', () => {
  const entities = readEntities();
  const manifests = readManifests();
  const known = new Set(entities.map(entity => stringifyEntityRef(entity)));
  const ofKind = (kind: string) =>
    entities.filter(entity => entity.kind === kind);

  it('is a whole company', () => {
    expect(ofKind('Domain')).toHaveLength(24);
    expect(manifests).toHaveLength(24);
    expect(ofKind('System')).toHaveLength(8);
    expect(ofKind('Component').length).toBeGreaterThanOrEqual(48);
    const policies = manifests.flatMap(({ spec }) => spec.policies);
    expect(policies.length).toBeGreaterThanOrEqual(150);
    for (const { metadata, spec } of manifests) {
      expect(`${metadata.name} ${spec.policies.length}`).toMatch(
        / ([4-9]|1[0-2])$/,
      );
      for (const policy of spec.policies) {
        expect(policy.description).toBeTruthy();
        expect(policy.regulations).not.toEqual([]);
      }
    }
    const types = manifests.flatMap(({ spec }) => spec.resourceTypes);
    expect(new Set(types).size).toBe(types.length);
  });

  it('holds no entity twice and no reference that leads nowhere', () => {
    expect(known.size).toBe(entities.length);
    const nowhere: string[] = [];
    const check = (from: string, defaultKind: string, refs: unknown) => {
      for (const ref of [refs].flat().filter(Boolean) as string[]) {
        const full = stringifyEntityRef(parseEntityRef(ref, { defaultKind }));
        if (!known.has(full)) {
          nowhere.push(`${from} -> ${full}`);
        }
      }
    };
    for (const entity of entities) {
      const from = stringifyEntityRef(entity);
      const spec = entity.spec ?? {};
      check(from, 'Group', spec.owner);
      check(from, 'Group', spec.parent);
      check(from, 'Group', spec.memberOf);
      check(from, 'Domain', spec.domain);
      check(from, 'System', spec.system);
      check(from, 'Component', spec.dependsOn);
    }
    for (const { metadata, spec } of manifests) {
      check(`set ${metadata.name}`, 'Group', spec.owner);
      check(`set ${metadata.name}`, 'Domain', spec.domain);
    }
    expect(nowhere).toEqual([]);
  });

  it('shows what a portal must show: undeclared callers, policies nobody consumes, an empty group', () => {
    const policyNames = new Map(
      manifests.map(({ metadata, spec }) => [
        metadata.name,
        spec.policies.map(({ name }) => name),
      ]),
    );
    const unconsumed = new Set(
      [...policyNames].flatMap(([set, names]) =>
        names.map(name => `${set}.${name}`),
      ),
    );
    const undeclared: string[] = [];
    for (const component of ofKind('Component')) {
      const consumed = parseConsumes(
        component.metadata.annotations?.[ANNOTATION_CONSUMES],
      );
      if (!consumed.length) {
        undeclared.push(component.metadata.name);
      }
      for (const { set, policy } of consumed) {
        expect(policyNames.get(set)).toBeDefined();
        for (const name of policy ? [policy] : policyNames.get(set)!) {
          expect(policyNames.get(set)).toContain(name);
          unconsumed.delete(`${set}.${name}`);
        }
      }
    }
    expect([...unconsumed].sort()).toEqual([
      'staking.slashing-two-person',
      'tax-reporting.support-views-masked',
    ]);
    expect(undeclared).toEqual(
      expect.arrayContaining([
        'ledger-reconciler',
        'mobile-bff',
        'promo-engine',
        'risk-sandbox',
      ]),
    );
    const members = new Set(
      ofKind('User').flatMap(user => user.spec?.memberOf as string[]),
    );
    const empty = ofKind('Group').filter(
      group =>
        group.spec?.type === 'team' && !members.has(stringifyEntityRef(group)),
    );
    expect(empty.map(group => group.metadata.name)).toEqual([
      'team-asset-listing',
    ]);
  });
});
