import { createHash } from 'crypto';
import {
  ChangeDetail,
  ChangeDifference,
  HistoryEntry,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { Readable } from 'stream';
import { zipFiles } from '@internal/plugin-policies-node';
import { reportHtml } from './reportHtml';
import { VERIFY_SCRIPT } from './verifyScript';

/** What an evidence pack is made of. */
export interface EvidenceParts {
  change: ChangeDetail;
  difference: ChangeDifference;
  history: HistoryEntry[];
  /** Files of the revision it was based on; absent for a new set. */
  base?: PolicyFile[];
  proposed: PolicyFile[];
  /** What was asked for the reports of proofs, below `proofs/`. */
  proofs: PolicyFile[];
}

/** A file of a pack. */
export interface PackedFile {
  path: string;
  content: Buffer;
}

const README = `Evidence of a change of a policy set.

report.html         for people
change.json         the change, its checks, reviews, comments, pushes and impact report
difference.json     what differs, by text and by meaning
history.json        every switch of the active revision of the set
revisions/          the files before (base) and after (proposed)
proofs/             what was asked for the proofs, where something was proven; see below
manifest.json       sha256 of every file of the pack, and the content addresses of the revisions
verify.mjs          checks all of that, offline: node verify.mjs

A revision is named by its content: sha256 over its files sorted by path, each as path, NUL, length in
bytes, NUL, content. A push is a version of the proposal: the files, the base they were made from, title and
description. An approval counts for the last push only; verify.mjs checks that it names its number, base and
revision. The same change gives the same pack byte for byte as long as it does not move on,
so that a pack that someone hands over can be compared with one fetched from the portal. Logged requests and
their callers are in the packs of people who may read them; where they are left out, change.json says so.

Proofs

What the checks 'proof' and 'invariants' say stands in change.json, as the report of each: the versions of what
answered, and for each kind of request what was found. proofs/questions.json lists the questions with the answers.
'wider' asks whether the proposed files allow nothing that the base denies, 'tighter' the other way round,
'invariant' whether an invariant is kept. A question has a folder:

question.json       all that the answer depends on; the key of a question is the sha256 of this file
command.txt         asks it again: run it in the folder, with the programs in the versions that the report names
schema, *.cedar     what the command reads

For sets written in Cedar the command is cedar symcc, of 'cargo install cedar-policy-cli --features analyze', with the
solver cvc5 on the path. "VERIFIED" means that there is no such request; a counterexample is one. To run all:

  for folder in proofs/*/; do (cd "$folder" && [ -f command.txt ] && sh command.txt); done

A question that is 'settled' has no command: that its answer is yes is plain from its texts. What a report calls
'searched' was only tried on as many requests as it says, and cannot be run again as a proof.
`;

/** The files of an evidence pack; the same parts give the same bytes. */
function packFiles(parts: EvidenceParts): PackedFile[] {
  const { may: _, ...change } = parts.change;
  const text = (path: string, content: string): PackedFile => ({
    path,
    content: Buffer.from(content, 'utf8'),
  });
  const json = (path: string, value: unknown) =>
    text(path, `${JSON.stringify(value, null, 2)}\n`);
  const files = [
    text('README.txt', README),
    text('report.html', reportHtml(parts)),
    json('change.json', change),
    json('difference.json', parts.difference),
    json('history.json', parts.history),
    text('verify.mjs', VERIFY_SCRIPT),
    ...(parts.base ?? []).map(({ path, content }) =>
      text(`revisions/base/${path}`, content),
    ),
    ...parts.proposed.map(({ path, content }) =>
      text(`revisions/proposed/${path}`, content),
    ),
    ...parts.proofs.map(({ path, content }) => text(path, content)),
  ];
  return [
    ...files,
    json('manifest.json', {
      set: change.set,
      change: change.id,
      state: change.state,
      revisions: {
        ...(change.base ? { base: change.base } : {}),
        proposed: change.revision,
      },
      files: Object.fromEntries(
        files.map(({ path, content }) => [
          path,
          createHash('sha256').update(content).digest('hex'),
        ]),
      ),
    }),
  ];
}

/** An evidence pack as a zip. */
export function zipEvidence(parts: EvidenceParts): Readable {
  return zipFiles(packFiles(parts), new Date(parts.change.updatedAt));
}
