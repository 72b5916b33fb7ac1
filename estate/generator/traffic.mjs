/* Who asks when: callers, their share of the traffic, and the clock. */
import { accumulate } from './random.mjs';

const CONSUMES = 'policies.internal/consumes';
const SLOT = 10 * 60_000;

/** Services that ask for decisions although no annotation says so. */
const UNDECLARED = {
  'ledger-reconciler': ['fiat-payments', 'treasury'],
  'mobile-bff': ['accounts', 'spot-trading', 'withdrawals'],
  'promo-engine': ['eligibility', 'kyc'],
  'risk-sandbox': ['derivatives', 'margin-lending'],
};
const UNDECLARED_SHARE = 0.015;

/** Relative traffic of a set; a set that is not listed counts 1. */
const TRAFFIC = {
  'spot-trading': 30,
  accounts: 20,
  sanctions: 9,
  withdrawals: 9,
  kyc: 7,
  cards: 6,
  'api-keys': 5,
  deposits: 5,
  derivatives: 5,
  eligibility: 4,
  'fiat-payments': 3,
  'aml-screening': 2.5,
  custody: 2,
  'market-surveillance': 2,
};

/** When a set is busy; a set that is not listed follows its customers. */
const PROFILE = {
  'spot-trading': 'market',
  derivatives: 'market',
  'margin-lending': 'market',
  'market-surveillance': 'market',
  'tax-reporting': 'batch',
  treasury: 'office',
  'asset-listing': 'office',
  'support-access': 'office',
  'developer-platform': 'office',
};

/** Share of each hour of the day, UTC, in percent, and the weekend's factor. */
const HOURS = {
  customer: {
    weekend: 0.85,
    // prettier-ignore
    shares: [2, 1, 1, 1, 1, 2, 3, 4, 4, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6, 5, 4, 3],
  },
  market: {
    weekend: 0.7,
    // prettier-ignore
    shares: [4, 4, 4, 3, 2, 2, 3, 4, 4, 4, 3, 4, 5, 7, 8, 7, 6, 5, 4, 4, 4, 3, 3, 3],
  },
  office: {
    weekend: 0.12,
    // prettier-ignore
    shares: [1, 1, 1, 1, 1, 1, 3, 6, 8, 8, 8, 7, 6, 8, 8, 8, 7, 5, 4, 3, 2, 1, 1, 1],
  },
  batch: {
    weekend: 0.9,
    // prettier-ignore
    shares: [9, 14, 14, 10, 6, 3, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 1, 1, 1, 2, 4],
  },
};

/** Reads who asks which set, and through which single policies if at all. */
export function readCallers(components) {
  const callers = [];
  for (const { metadata } of components) {
    const { name } = metadata;
    const sets = new Map();
    for (const text of (metadata.annotations?.[CONSUMES] ?? '').split(',')) {
      const [set, policy] = text.trim().split('.');
      if (set) sets.set(set, [...(sets.get(set) ?? []), policy]);
    }
    for (const [set, names] of sets) {
      const policies = names.includes(undefined) ? undefined : names;
      callers.push({ name, set, policies, declared: true });
    }
    for (const set of UNDECLARED[name] ?? []) {
      callers.push({ name, set, declared: false });
    }
  }
  return callers;
}

/** The cases that a caller sends: all, or those its single policies speak to. */
function casesOf({ policies }, templates) {
  if (!policies) return templates;
  const actions = templates
    .filter(template => template.policies.some(p => policies.includes(p)))
    .map(template => template.action);
  return templates.filter(template => actions.includes(template.action));
}

/** One caller of one set, with the cases it sends and how often each. */
function createPair(caller, templates, random) {
  const eligible = casesOf(caller, templates);
  const allowed = eligible.filter(template => template.allowed);
  const denied = eligible.filter(template => !template.allowed);
  // Turning the order gives each service favourite requests of its own.
  const turn = Math.floor(random() * 3);
  const weigh = (group, share) => {
    const weights = group.map(
      (_, i) => 1 / (1 + ((i + turn) % group.length)) ** 1.2,
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map(weight => (weight / total) * share);
  };
  const spread = Math.exp((random() + random() + random() - 1.5) * 1.4);
  return {
    caller,
    templates: [...allowed, ...denied],
    cumulative: accumulate([
      ...weigh(allowed, 0.93),
      ...weigh(denied, 0.03 + 0.08 * random()),
    ]),
    eagerness: (caller.policies ? 0.4 : 1) * spread,
    profile: HOURS[PROFILE[caller.set] ?? 'customer'],
  };
}

/**
 * Pairs every caller with the sets it asks, each with its share of the traffic.
 *
 * @param callers - what `readCallers` returned
 * @param templates - the templates of each set, by the set's name
 */
export function createPairs(callers, templates, random) {
  const pairs = callers
    .map(each => createPair(each, templates.get(each.set) ?? [], random))
    .filter(pair => pair.templates.length > 0);
  const total = wanted =>
    pairs.filter(wanted).reduce((sum, pair) => sum + pair.eagerness, 0);
  const undeclared = total(pair => !pair.caller.declared);
  const perSet = new Map();
  let traffic = 0;
  for (const set of templates.keys()) {
    const eagerness = total(p => p.caller.declared && p.caller.set === set);
    perSet.set(set, eagerness);
    if (eagerness > 0) traffic += TRAFFIC[set] ?? 1;
  }
  return pairs.map(pair => {
    const { declared, set } = pair.caller;
    const share = declared
      ? ((1 - UNDECLARED_SHARE) * (TRAFFIC[set] ?? 1)) / perSet.get(set)
      : (UNDECLARED_SHARE * traffic) / undeclared;
    return { ...pair, weight: share * pair.eagerness };
  });
}

/** The running sums of all pairs' weights in the hour that holds `time`. */
function weighHour(pairs, time, turmoil) {
  const date = new Date(time);
  const isWeekend = date.getUTCDay() % 6 === 0;
  return accumulate(
    pairs.map(({ profile, weight }) => {
      const day = isWeekend ? profile.weekend : 1;
      const surge = turmoil && profile === HOURS.market ? 2.5 : 1;
      return weight * profile.shares[date.getUTCHours()] * day * surge;
    }),
  );
}

/**
 * Divides `count` lines over slots of ten minutes from `start` to `end`, times
 * in milliseconds. The count is exact and, slot after slot, time ascends.
 */
export function createSlots({ pairs, start, end, count, random }) {
  const slots = [];
  let cumulative;
  for (let time = start; time < end; time += SLOT) {
    if (slots.length % 6 === 0) {
      // In about one hour of fifty the markets are in turmoil.
      cumulative = weighHour(pairs, time, random() < 0.02);
    }
    const busy = cumulative[cumulative.length - 1] * (0.85 + 0.3 * random());
    slots.push({ time, end: time + SLOT, cumulative, busy });
  }
  const sums = accumulate(slots.map(slot => slot.busy));
  const upTo = i => Math.round((count * sums[i]) / sums[sums.length - 1]);
  return slots.map((slot, i) => ({
    ...slot,
    count: upTo(i) - (i > 0 ? upTo(i - 1) : 0),
  }));
}
