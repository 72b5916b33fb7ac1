import {
  Diagnostic,
  isError,
  MANIFEST_FILE,
  PolicySetManifest,
} from '@internal/plugin-policies-common';
import {
  askGuards,
  boundDiagnostics,
  checkBundle,
  CheckedBundle,
  CompiledSet,
  CompileResult,
  PolicyBundle,
  revisionOf,
  runCases,
  SourcedSet,
  StoredSet,
} from '@internal/plugin-policies-node';
import { typeTaken } from '../deployments/typeOwners';
import { Claims, isLed } from './Claims';
import {
  Outcome,
  ReadableSet,
  RegistrationOptions,
} from './RegistrationOptions';
import { SourceProposals } from './SourceProposals';
import { declaredName, Place, Sources } from './Sources';

/*
 * Who a name, a place and a resource type belong to: whoever has it, until its own source was read and
 * lacks it; a type, until no set of that source claims it. Of two that ask for the same at once, the first in the order of the sources gets it. What a
 * change published stays until another change: a source does not rename, replace or remove it, nor
 * bring its content to life under another name of the same place.
 */

/** Registers what one read of the sources found, place by place. */
export class Registration {
  /** Names of sets that were written. */
  readonly changed = new Set<string>();
  private readonly claims: Claims;
  private readonly proposals: SourceProposals;

  constructor(private readonly options: RegistrationOptions, sources: Sources) {
    this.claims = new Claims(options.liveSets, sources);
    this.proposals = new SourceProposals(options, this.claims);
  }

  async register(place: Place): Promise<Outcome> {
    const known = this.registeredAt(place.sourced);
    try {
      const outcome = await this.registerPlace(place, known);
      if (outcome.keeps !== undefined) {
        this.claims.giveName(outcome.keeps, place.sourced.location);
      }
      return outcome;
    } catch (error) {
      const { location } = place.sourced;
      this.options.logger.error(
        `what is at '${location}' cannot be registered: ${error}`,
      );
      return {
        keeps: known?.name,
        errors: [
          {
            source: location,
            message: `what is at '${location}' cannot be registered because of a fault of the portal`,
            help: 'See its log; it is tried again at the next read.',
          },
        ],
      };
    }
  }

  private async registerPlace(
    { source, sourced }: Place,
    known: StoredSet | undefined,
  ): Promise<Outcome> {
    const { liveSets, engines } = this.options;
    if ('error' in sourced) {
      const { message, help } = sourced.error;
      return this.unusable(sourced, known, [portalError(message, help)]);
    }
    const seen = revisionOf(sourced.files);
    if (known && this.isUpToDate(known, source, sourced, seen)) {
      return { keeps: known.name, errors: [] };
    }
    const checked = checkBundle(sourced.files, engines);
    const { manifest, diagnostics } = checked;
    if (!manifest) {
      return this.unusable(sourced, known, diagnostics, seen);
    }
    const { name } = manifest.metadata;
    const registered = liveSets.find(name);
    const isActive = registered?.activeRevision === seen;
    if (known && known.name !== name && isLed(known) && !isActive) {
      return this.proposals.proposeRenamed(sourced, known, name, checked);
    }
    const holder = this.claims.holderOf(
      name,
      source,
      sourced.location,
      isActive,
    );
    if (holder !== undefined) {
      return {
        keeps: known?.name,
        errors: [
          {
            source: sourced.location,
            message: `the name '${name}' is taken by the set in '${holder}'`,
            help: `Give one of the two another 'metadata.name'.`,
          },
        ],
        waitsFor: 'another set',
      };
    }
    if (checked.ready && !isActive) {
      const proposed = await this.proposals.propose(
        { name, source, location: sourced.location, seen },
        registered,
        checked.ready.bundle,
      );
      if (proposed) {
        return { ...proposed, keeps: proposed.keeps ?? known?.name };
      }
    }
    return this.activate({ source, sourced, seen, known }, manifest, checked);
  }

  /** Compiles the content of a place and makes it the active revision of its set. */
  private async activate(
    place: {
      source: string;
      sourced: ReadableSet;
      seen: string;
      known: StoredSet | undefined;
    },
    manifest: PolicySetManifest,
    { ready, diagnostics }: CheckedBundle,
  ): Promise<Outcome> {
    const { deployments, liveSets } = this.options;
    const { sourced, seen, known } = place;
    const { location } = sourced;
    const { name } = manifest.metadata;
    const identity = { name, source: place.source, location, manifest };
    /** Under a new name, broken content does not cost the set the old one. */
    const broken = async (all: Diagnostic[]): Promise<Outcome> => {
      const found = boundDiagnostics(all);
      if (known && known.name !== name) {
        return this.unusable(sourced, known, found, seen);
      }
      const set = liveSets.find(name);
      if (
        set?.location !== location ||
        set.seenRevision !== seen ||
        !sameText(set.diagnostics, found)
      ) {
        await deployments.markBroken({
          ...identity,
          seenRevision: seen,
          diagnostics: found,
        });
        this.changed.add(name);
      }
      return { keeps: name, errors: [] };
    };
    if (!ready) {
      return broken(diagnostics);
    }
    const taken = this.claims.takenType(manifest, known, place.source);
    if (taken) {
      return this.typeRefused(sourced, known, taken, seen);
    }
    const compiled = await this.compile(name, ready.bundle);
    if ('unreachable' in compiled) {
      this.claims.giveName(name, location);
      this.claims.reserveTypes(manifest.spec.resourceTypes, name);
      return {
        keeps: known?.name ?? name,
        errors: [
          {
            source: location,
            message: `policy set '${name}' cannot be checked: ${compiled.unreachable}`,
            help: 'What is registered of it stays; it is tried again at the next read, and when the engine is back.',
          },
        ],
        waitsFor: {
          name,
          engine: manifest.spec.engine,
          resourceTypes: manifest.spec.resourceTypes,
          reason: compiled.unreachable,
        },
      };
    }
    if (!compiled.compiled) {
      return broken([...diagnostics, ...compiled.diagnostics]);
    }
    const guarded = await this.guard(name, ready.bundle, compiled.compiled);
    if (guarded.some(isError)) {
      await compiled.compiled.dispose();
      return broken([...diagnostics, ...compiled.diagnostics, ...guarded]);
    }
    const activation = await deployments.activate(
      {
        ...identity,
        seenRevision: seen,
        diagnostics: boundDiagnostics([
          ...diagnostics,
          ...compiled.diagnostics,
          ...guarded,
        ]),
        caseResults: await runCases(
          this.options.engines.behindOthers(
            manifest.spec.engine,
            compiled.compiled,
          ),
          ready.cases,
        ),
      },
      ready.bundle,
    );
    if (activation.outcome !== 'active') {
      await compiled.compiled.dispose();
      // Of changes that were published at this moment, the next read takes account.
      return activation.outcome === 'type-taken'
        ? this.typeRefused(sourced, known, activation, seen)
        : { keeps: liveSets.find(name)?.name ?? known?.name, errors: [] };
    }
    await liveSets.adopt(name, ready.bundle.revision, compiled.compiled);
    this.changed.add(name);
    if (known) {
      this.changed.add(known.name);
    }
    return { keeps: name, errors: [] };
  }

  /** Keeps what is registered of a place whose content cannot be used, and tells why. */
  private async unusable(
    { location }: SourcedSet,
    known: StoredSet | undefined,
    diagnostics: Diagnostic[],
    seen?: string,
  ): Promise<Outcome> {
    if (!known) {
      const [{ message, help }] = diagnostics;
      return { errors: [{ source: location, message, help }] };
    }
    if (
      !sameText(known.diagnostics, diagnostics) ||
      known.seenRevision !== seen
    ) {
      await this.options.deployments.markBroken({
        ...known,
        seenRevision: seen,
        diagnostics,
      });
      this.changed.add(known.name);
    }
    return { keeps: known.name, errors: [] };
  }

  private async typeRefused(
    sourced: ReadableSet,
    known: StoredSet | undefined,
    { type, set }: { type: string; set: string },
    seen: string,
  ): Promise<Outcome> {
    const { message, help } = typeTaken(type, set);
    const outcome = await this.unusable(
      sourced,
      known,
      [{ ...portalError(message, help), file: MANIFEST_FILE }],
      seen,
    );
    return { ...outcome, waitsFor: 'another set' };
  }

  /** An engine that cannot be asked says nothing about the files: they are tried again. */
  private async compile(
    name: string,
    bundle: PolicyBundle,
  ): Promise<CompileResult | { unreachable: string }> {
    const { engines, firstRead } = this.options;
    if (!firstRead.ended) {
      firstRead.checking.add(name);
    }
    try {
      const result = await engines.compileLive(bundle);
      firstRead.checking.delete(name);
      return result;
    } catch (error) {
      const { message } = error as Error;
      this.options.logger.warn(
        `policy set '${name}' cannot be checked: ${message}`,
      );
      return { unreachable: message };
    }
  }

  /** What is active already keeps serving, whatever is asked of revisions since. */
  private async guard(
    name: string,
    bundle: PolicyBundle,
    compiled: CompiledSet,
  ): Promise<Diagnostic[]> {
    const { liveSets, listGuards } = this.options;
    return liveSets.find(name)?.activeRevision === bundle.revision
      ? []
      : askGuards(listGuards(), bundle, compiled, this.options);
  }

  /** The set that is registered from a place. */
  private registeredAt(sourced: SourcedSet): StoredSet | undefined {
    const here = this.options.liveSets
      .list()
      .filter(({ location }) => location === sourced.location);
    if (here.length < 2) {
      return here[0];
    }
    const name = declaredName(sourced);
    return here.find(set => set.name === name) ?? here.find(isLed) ?? here[0];
  }

  private isUpToDate(
    known: StoredSet,
    source: string,
    { location }: ReadableSet,
    seen: string,
  ): boolean {
    const { name, activeRevision, decides, manifest } = known;
    const errors = known.diagnostics.filter(isError);
    // What the portal refused may be right by now. So may the rest after a start, with another engine.
    const isFinal = this.options.firstRead.ended
      ? errors.every(error => error.source !== 'portal')
      : !errors.length;
    return (
      known.seenRevision === seen &&
      known.source === source &&
      isFinal &&
      !this.claims.isGiven(name, location) &&
      (activeRevision === undefined ||
        manifest.spec.resourceTypes.every(type => decides.includes(type)))
    );
  }
}

function portalError(message: string, help: string | undefined): Diagnostic {
  return { severity: 'error', source: 'portal', message, help };
}

function sameText(one: Diagnostic[], other: Diagnostic[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
