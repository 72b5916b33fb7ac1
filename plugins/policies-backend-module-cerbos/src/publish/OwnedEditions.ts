import { LeasedServer } from '@internal/plugin-policies-node';
import { CerbosServer } from './CerbosServer';

const VERSION = '[0-9a-f]{16}_([0-9a-f]{10})';
/** Policies with a version, and what they import, which has it as a suffix of its name. */
const VERSIONED = new RegExp(
  `^(resource|principal|role)\\..*\\.v${VERSION}(/.*)?$`,
);
const SUFFIXED = new RegExp(
  `^(derived_roles|export_variables|export_constants)\\..*_${VERSION}$`,
);
const SCHEMA = new RegExp(`^${VERSION}/`);
const NOTE = /^policy-portal-alive\/([0-9a-f]{10})\.json$/;

/** Editions of all processes at a server by their owners, whose notes are schemas that nobody uses. */
export class OwnedEditions implements LeasedServer {
  private notes = 0;

  constructor(private readonly server: CerbosServer) {}

  async renew(owner: string): Promise<void> {
    await this.server.putSchemas([
      {
        id: noteOf(owner),
        definition: Buffer.from(
          JSON.stringify({ $comment: `${this.notes++}` }),
        ).toString('base64'),
      },
    ]);
  }

  async owners(): Promise<Map<string, string | undefined>> {
    const { server } = this;
    const schemas = await server.schemaIds();
    const owners = new Map<string, string | undefined>();
    for (const id of [...(await server.policyIds()), ...schemas]) {
      const owner = ownerOf(id);
      if (owner !== undefined) {
        owners.set(owner, undefined);
      }
    }
    const notes = await server.getSchemas(schemas.filter(id => NOTE.test(id)));
    for (const { id, definition } of notes) {
      owners.set(NOTE.exec(id)![1], definition);
    }
    return owners;
  }

  /** Policies of resources first: without one Cerbos gives no answer that the portal takes for one. */
  async remove(owner: string): Promise<void> {
    const { server } = this;
    const policies = (await server.policyIds()).filter(
      id => ownerOf(id) === owner,
    );
    const some = (test: (id: string) => boolean) => policies.filter(test);
    await server.deletePolicies(some(id => id.startsWith('resource.')));
    await server.deletePolicies(some(id => /^(principal|role)\./.test(id)));
    // What others import goes after those; derived roles import, too.
    await server.deletePolicies(some(id => id.startsWith('derived_roles.')));
    await server.deletePolicies(some(id => id.startsWith('export_')));
    const schemas = await server.schemaIds();
    await server.deleteSchemas(
      schemas.filter(id => SCHEMA.exec(id)?.[1] === owner),
    );
  }

  async removeNote(owner: string): Promise<void> {
    const { server } = this;
    const notes = (await server.schemaIds()).filter(id => id === noteOf(owner));
    await server.deleteSchemas(notes);
  }
}

function noteOf(owner: string): string {
  return `policy-portal-alive/${owner}.json`;
}

function ownerOf(id: string): string | undefined {
  return (
    VERSIONED.exec(id)?.[2] ?? SUFFIXED.exec(id)?.[2] ?? SCHEMA.exec(id)?.[1]
  );
}
