import {
  isWithinRegulation,
  PolicySetSummary,
  PolicySummary,
} from '@internal/plugin-policies-common';
import {
  DeclaredConsumer,
  dependenceOn,
} from '../../hooks/useDeclaredConsumers';
import { GetQuery } from '../../hooks/useQueryState';
import { TEXT_KEY } from '../FilterBar';

/** Health as people filter for it. */
function healthOf(set: PolicySetSummary): string {
  if (set.health === 'broken') {
    return 'broken';
  }
  return set.cases.failed ? 'failing' : 'healthy';
}

/** True when every word occurs in one of the texts. */
function matchesText(
  words: string[],
  texts: Array<string | undefined>,
): boolean {
  const haystack = texts.join('\n').toLocaleLowerCase('en');
  return words.every(word => haystack.includes(word));
}

function wordsOf(get: GetQuery): string[] {
  return (get(TEXT_KEY) ?? '')
    .toLocaleLowerCase('en')
    .split(/\s+/)
    .filter(Boolean);
}

/** The sets that the query of the URL asks for. */
export function filterSets(
  sets: PolicySetSummary[],
  get: GetQuery,
): PolicySetSummary[] {
  const words = wordsOf(get);
  const is = (key: string, value: string) =>
    [undefined, value].includes(get(key));
  return sets.filter(
    set =>
      is('domain', set.domain) &&
      is('owner', set.owner) &&
      is('engine', set.engine) &&
      is('health', healthOf(set)) &&
      matchesText(words, [
        set.name,
        set.title,
        set.description,
        ...set.tags,
        ...set.resourceTypes,
      ]),
  );
}

/** The policies that the query of the URL asks for. */
export function filterPolicies(
  policies: PolicySummary[],
  engines: Map<string, string>,
  consumers: DeclaredConsumer[] | undefined,
  get: GetQuery,
): PolicySummary[] {
  const words = wordsOf(get);
  const regulation = get('regulation');
  const is = (key: string, value?: string) =>
    [undefined, value].includes(get(key));
  const consumer = get('consumer');
  const isConsumed = ({ set, name }: PolicySummary) =>
    consumers?.some(one => dependenceOn(one, set, name));
  return policies.filter(
    policy =>
      is('domain', policy.domain) &&
      is('owner', policy.owner) &&
      is('set', policy.set) &&
      is('lifecycle', policy.lifecycle) &&
      is('engine', engines.get(policy.set)) &&
      (!consumer || isConsumed(policy) === (consumer === 'some')) &&
      (!regulation ||
        policy.regulations.some(name =>
          isWithinRegulation(name, regulation),
        )) &&
      matchesText(words, [
        policy.set,
        policy.name,
        policy.title,
        policy.description,
        ...policy.regulations,
      ]),
  );
}
