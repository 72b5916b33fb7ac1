import { createHash, randomBytes } from 'crypto';
import { EventEmitter, once } from 'events';
import { gzipSync } from 'zlib';
import { PolicyFile } from '@internal/plugin-policies-common';
import { pack } from 'tar-stream';

/** The bundle as OPA fetches it. */
export interface PortalBundle {
  etag: string;
  content: Buffer;
}

interface Revision {
  files: PolicyFile[];
  digest: string;
  users: number;
  /** OPA had it once, so that what it refuses later is something else. */
  served: boolean;
}

/** Refusals that are remembered; a set is fixed long before as many came after it. */
const MOST_REFUSALS = 1_000;

/** Where in OPA a bundle tells whose it is; sets stand beside it and begin with `s_`. */
export const OWNER = 'owner';

/** Revisions that OPA should hold, and the one bundle of all of them. */
export class BundleStore {
  /** Tells the bundle of this process from those of other replicas, and of one that was here before. */
  readonly owner = randomBytes(5).toString('hex');
  private readonly revisions = new Map<string, Revision>();
  private readonly refusals = new Map<string, string>();
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private bundle?: Promise<PortalBundle>;
  /** Tells two bundles of the same content apart, so that OPA takes the second. */
  private repeated = 0;

  /** False until something was put here: until then OPA keeps what it has. */
  get isReady(): boolean {
    return this.revisions.size > 0;
  }

  /** @param key - name of the revision in OPA; the files stand below it */
  add(key: string, files: PolicyFile[]): void {
    const known = this.revisions.get(key);
    if (known) {
      known.users++;
      return;
    }
    const hash = createHash('sha256');
    for (const { path, content } of files) {
      hash.update(JSON.stringify([path, content]));
    }
    this.revisions.set(key, {
      files,
      digest: hash.digest('hex'),
      users: 1,
      served: false,
    });
    this.changed();
  }

  remove(key: string): void {
    const known = this.revisions.get(key);
    if (known && --known.users === 0) {
      this.revisions.delete(key);
      this.changed();
    }
  }

  markServed(key: string): void {
    const known = this.revisions.get(key);
    if (known) {
      known.served = true;
    }
  }

  /**
   * Takes a revision out at once that OPA refuses, so that it holds up no other, and remembers why.
   *
   * @returns false for a revision that is not here, or that OPA has served
   */
  refuse(key: string, message: string): boolean {
    const known = this.revisions.get(key);
    if (!known || known.served) {
      return false;
    }
    this.revisions.delete(key);
    this.refusals.set(key, message);
    if (this.refusals.size > MOST_REFUSALS) {
      this.refusals.delete(this.refusals.keys().next().value!);
    }
    this.changed();
    return true;
  }

  /** Why OPA refused a revision. */
  refusalOf(key: string): string | undefined {
    return this.refusals.get(key);
  }

  /** Has OPA take the bundle again. */
  repeat(): void {
    this.repeated++;
    this.changed();
  }

  get(): Promise<PortalBundle> {
    this.bundle ??= this.build();
    return this.bundle;
  }

  /** Waits for the next change, at most so many milliseconds or until the signal. */
  async nextChange(ms: number, signal: AbortSignal): Promise<void> {
    const bound = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
    await once(this.changes, 'change', { signal: bound }).catch(() => {});
  }

  private changed(): void {
    this.bundle = undefined;
    this.changes.emit('change');
  }

  private async build(): Promise<PortalBundle> {
    const hash = createHash('sha256').update(`${this.owner} ${this.repeated}`);
    for (const key of [...this.revisions.keys()].sort()) {
      hash.update(`\0${key}\0${this.revisions.get(key)!.digest}`);
    }
    const revision = hash.digest('hex');
    const archive = pack();
    const add = (name: string, content: string) =>
      archive.entry({ name, mtime: new Date(0) }, content);
    add('.manifest', JSON.stringify({ revision, roots: ['portal'] }));
    add(`portal/${OWNER}/data.json`, JSON.stringify(this.owner));
    for (const [key, { files }] of this.revisions) {
      for (const { path, content } of files) {
        add(`portal/${key}/${path}`, content);
      }
    }
    archive.finalize();
    const parts: Buffer[] = [];
    for await (const part of archive) {
      parts.push(part as Buffer);
    }
    return { etag: `"${revision}"`, content: gzipSync(Buffer.concat(parts)) };
  }
}
