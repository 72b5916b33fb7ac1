import { createHash } from 'crypto';
import { EventEmitter, once } from 'events';
import { gzipSync } from 'zlib';
import { PolicyFile } from '@internal/plugin-policies-common';
import { pack } from 'tar-stream';

/** The bundle as OPA fetches it. */
export interface PortalBundle {
  etag: string;
  content: Buffer;
}

/** Revisions that OPA should hold, and the one bundle of all of them. */
export class BundleStore {
  private readonly revisions = new Map<
    string,
    { files: PolicyFile[]; users: number }
  >();
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
    this.revisions.set(key, { files, users: 1 });
    this.changed();
  }

  remove(key: string): void {
    const known = this.revisions.get(key);
    if (known && --known.users === 0) {
      this.revisions.delete(key);
      this.changed();
    }
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
    const hash = createHash('sha256').update(`${this.repeated}`);
    for (const key of [...this.revisions.keys()].sort()) {
      hash.update(`\0${key}`);
    }
    const revision = hash.digest('hex');
    const archive = pack();
    const add = (name: string, content: string) =>
      archive.entry({ name, mtime: new Date(0) }, content);
    add('.manifest', JSON.stringify({ revision, roots: ['portal'] }));
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
