import {
  CheckedBundle,
  PolicyBundle,
  StoredSet,
} from '@internal/plugin-policies-node';
import { Claims, isLed } from './Claims';
import {
  Outcome,
  ReadableSet,
  RegistrationOptions,
} from './RegistrationOptions';

/** Content of sources that waits for an approval, because the portal leads its set or published it once. */
export class SourceProposals {
  constructor(
    private readonly options: Pick<
      RegistrationOptions,
      'deployments' | 'liveSets' | 'onSourceMoved'
    >,
    private readonly claims: Claims,
  ) {}

  /**
   * Opens a change for content that a source may not make active by itself.
   *
   * @returns undefined where it may
   */
  async propose(
    place: { name: string; source: string; location: string; seen: string },
    registered: StoredSet | undefined,
    bundle: PolicyBundle,
  ): Promise<Outcome | undefined> {
    const { deployments, onSourceMoved } = this.options;
    const { name, source, location, seen } = place;
    if (registered && isLed(registered)) {
      if (await onSourceMoved({ ...registered, location }, bundle)) {
        await deployments.markSeen(place, seen);
        return { keeps: name, errors: [] };
      }
      return {
        keeps: name,
        errors: [
          {
            source: location,
            set: name,
            message: `policy set '${name}' is another one at '${location}' now, and the portal leads it but takes no changes`,
            help: `'${name}' keeps serving as it is, until the feature 'changes' is there to propose what its source holds.`,
          },
        ],
      };
    }
    const goesOn =
      registered?.activeRevision !== undefined &&
      (registered.location === location || registered.source === source);
    const published = goesOn
      ? undefined
      : await deployments.findPublished(name);
    if (published === undefined || published === seen) {
      return undefined;
    }
    const isProposed = await onSourceMoved({ name, location }, bundle);
    return {
      keeps: registered?.name,
      errors: [
        {
          source: location,
          message: `policy set '${name}' was published by a change before, and nobody has approved what is at '${location}' now`,
          help: isProposed
            ? 'A change proposes it; it goes live when that is published.'
            : `It waits until the feature 'changes' is there to propose it.`,
        },
      ],
    };
  }

  /** The place of a set that a change leads has another name now. */
  async proposeRenamed(
    { location }: ReadableSet,
    known: StoredSet,
    name: string,
    { ready }: CheckedBundle,
  ): Promise<Outcome> {
    const isNew =
      !this.options.liveSets.find(name) && !this.claims.isGiven(name);
    const isProposed =
      ready &&
      isNew &&
      (await this.options.onSourceMoved({ name, location }, ready.bundle));
    return {
      keeps: known.name,
      errors: [
        {
          source: location,
          set: known.name,
          message: `policy set '${
            known.name
          }' is named '${name}' at '${location}' now, and ${
            known.activeChange === undefined
              ? 'the portal'
              : `change ${known.activeChange}`
          } leads it`,
          help: `'${
            known.name
          }' keeps serving as it is. Give it its name back there${
            isProposed
              ? `, or have the change approved that proposes '${name}' as a set of its own`
              : ''
          }.`,
        },
      ],
    };
  }
}
