import { PermissionRule } from '@backstage/plugin-permission-node';
import { meetsCriteria, ResourceFilter } from '../ResourceFilter';
import {
  policyChangeRules,
  policyJourneyRules,
  policySetRules,
} from '../conditions';
import { isSetOfDomain } from './setRules';

const REFS = ['a', 'b'];
const DOMAINS = ['domain:default/a', 'domain:default/b'];

/** All things that differ in some way a rule may look at, by the keys that queries know them by. */
const RESOURCES: Record<string, Array<[object, Record<string, string[]>]>> = {
  'policy-set': REFS.flatMap(name =>
    REFS.flatMap(owner =>
      DOMAINS.map((domain): [object, Record<string, string[]>] => [
        { name, owner, domain },
        { name: [name], owner: [owner], domain: [domain] },
      ]),
    ),
  ),
  'policy-change': REFS.flatMap(author =>
    [[], ['a'], ['b', 'c']].flatMap(reviewers =>
      DOMAINS.map((domain): [object, Record<string, string[]>] => [
        { id: '1', set: author, owner: author, domain, author, reviewers },
        {
          set: [author],
          owner: [author],
          domain: [domain],
          author: [author],
          reviewer: reviewers,
        },
      ]),
    ),
  ),
  'policy-journey': REFS.flatMap(creator =>
    [[], ['a'], ['b', 'c']].flatMap(people =>
      [undefined, ...DOMAINS].map(
        (domain): [object, Record<string, string[]>] => [
          { id: '1', creator, people, owner: people[0], domain },
          {
            creator: [creator],
            invited: people,
            owner: people.slice(0, 1),
            domain: domain ? [domain] : [],
          },
        ],
      ),
    ),
  ),
};

const PARAMS = [[], ['a'], ['b', 'x'], ['a', 'b', 'c']].map(values => ({
  claims: values,
  names: values,
  sets: values,
  domains: values,
}));

describe('rules', () => {
  const rules = [
    ...policySetRules,
    ...policyChangeRules,
    ...policyJourneyRules,
  ] as unknown as Array<
    PermissionRule<unknown, ResourceFilter<string>, string>
  >;

  it.each(rules.map(rule => [rule.name, rule] as const))(
    '%s finds by its query what it allows, and nothing else',
    (_, rule) => {
      let allowed = 0;
      for (const params of PARAMS) {
        for (const [resource, values] of RESOURCES[rule.resourceType]) {
          const applies = rule.apply(resource, params as never);
          allowed += applies ? 1 : 0;
          const isFound = meetsCriteria(
            rule.toQuery(params as never),
            ({ key, values: wanted }: ResourceFilter<string>) =>
              values[key].some(value => wanted.includes(value)),
          );
          expect({ resource, params, isFound }).toEqual({
            resource,
            params,
            isFound: applies,
          });
        }
      }
      expect(allowed).toBeGreaterThan(0);
    },
  );

  it('do not let what is no domain hide nothing', () => {
    const set = { name: 'a', owner: 'a', domain: 'domain:default/a' };
    expect(() => isSetOfDomain.apply(set, { domains: [''] })).toThrow();
    expect(() => isSetOfDomain.toQuery({ domains: ['a', ''] })).toThrow();
  });
});
