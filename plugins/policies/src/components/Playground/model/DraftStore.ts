import { z } from 'zod';

const PREFIX = 'policies.playground.draft.';

const recordSchema = z.object({
  /** Live revision at which the draft began. */
  revision: z.string(),
  changes: z.record(z.string(), z.string().nullable()),
  /** Text of the request, JSON or on its way there. */
  request: z.string().optional(),
  /** Paths of the open tabs. */
  open: z.array(z.string()).optional(),
  /** Id of the change whose files these are; they are pushed to it again. */
  changeId: z.string().optional(),
});

/** What is kept of a draft: only what differs from the live set. */
export type DraftRecord = z.infer<typeof recordSchema>;

/** Keeps one draft per set in the browser. */
export class DraftStore {
  constructor(private readonly storage: Storage = window.localStorage) {}

  /** The draft of a set; undefined when there is none or it cannot be read. */
  get(set: string): DraftRecord | undefined {
    try {
      const text = this.storage.getItem(PREFIX + set);
      return text ? recordSchema.parse(JSON.parse(text)) : undefined;
    } catch {
      return undefined;
    }
  }

  /** @returns false when the browser has no room or does not allow storage */
  put(set: string, record: DraftRecord): boolean {
    try {
      this.storage.setItem(PREFIX + set, JSON.stringify(record));
      return true;
    } catch {
      return false;
    }
  }

  /** Number of changed files in the draft of a set. */
  changeCount(set: string): number {
    return Object.keys(this.get(set)?.changes ?? {}).length;
  }
}
