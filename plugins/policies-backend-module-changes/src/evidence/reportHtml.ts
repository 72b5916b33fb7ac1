import {
  CheckFinding,
  findingOf,
  revealText,
  textParts,
} from '@internal/plugin-policies-common';
import type { EvidenceParts } from './EvidencePack';

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What "passed" comes to, where it is not all there is to say. */
const FINDINGS: Partial<Record<CheckFinding, string>> = {
  warnings: 'passed, with warnings',
  flips: 'changes decisions',
  'no-flips': 'changes no decision',
  'partly-compared': 'partly compared',
};

function wordsOf(finding: CheckFinding): string {
  return FINDINGS[finding] ?? finding;
}

/** Markup that was escaped where it had to be. */
class Html {
  constructor(readonly markup: string) {}
}

type Value = Html | Html[] | string | number | boolean | undefined;

/** Writes HTML; every value that is not markup of its own is escaped. */
function html(texts: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(
    texts.reduce((all, text, index) => all + show(values[index - 1]) + text),
  );
}

function show(value: Value): string {
  if (Array.isArray(value)) {
    return value.map(({ markup }) => markup).join('');
  }
  if (value instanceof Html) {
    return value.markup;
  }
  return value === undefined
    ? ''
    : textParts(String(value))
        .map(({ text, unseen }) =>
          unseen
            ? `<mark title="${escape(unseen.what)}">${
                unseen.kind === 'look-alike' ? escape(text) : ''
              }[${unseen.escape}]</mark>`
            : escape(text),
        )
        .join('');
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, character => ESCAPES[character]);
}

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c}
h1{margin-bottom:0}h2{margin-top:2rem;border-bottom:1px solid #ccc}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #ddd}
code,pre{font-family:ui-monospace,monospace;font-size:.85em}pre{margin:0;white-space:pre-wrap}
.added{background:#e6f4ea}.removed{background:#fce8e6}.note{color:#555}`;

/** `report.html` of an evidence pack: everything a person has to see, without scripts or links. */
export function reportHtml({
  change,
  difference,
  history,
}: EvidenceParts): string {
  const { impact } = change;
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'"
        />
        <title>
          Change ${change.id}: ${new Html(escape(revealText(change.title)))}
        </title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <h1>${change.title}</h1>
        <p class="note">
          Change ${change.id} of policy set ${change.setTitle}
          (<code>${change.set}</code>), ${change.state.replace('-', ' ')}
        </p>
        <p>${change.description}</p>
        <h2>In short</h2>
        ${table([
          ['Author', change.author],
          ['Written by', authorsOf(change).join(', ')],
          ['Owner of the set', change.owner],
          ['Domain', change.domain],
          ['Opened', change.createdAt],
          ['Published', change.publishedAt ?? 'not published'],
          ['Published by', change.publishedBy ?? '–'],
          ['Base revision', change.base ?? 'none: the set is new'],
          ['Proposed revision', change.revision],
        ])}
        <h2>Approvals</h2>
        ${rows(
          ['Group', 'Why', 'Approved by'],
          change.requirements.map(({ group, because, approvedBy }) => [
            group,
            because,
            approvedBy ?? 'nobody',
          ]),
        )}
        ${rows(
          ['Reviewer', 'Verdict', 'When', 'Push', 'Base', 'Revision', 'Words'],
          change.reviews.map(review => [
            review.author,
            review.dropped
              ? `${review.verdict}, does not count: ${review.droppedBecause}`
              : review.verdict,
            review.createdAt,
            review.push ?? 'not known',
            review.base?.slice(0, 12) ?? '–',
            review.revision.slice(0, 12),
            review.body ?? '',
          ]),
        )}
        <h2>Pushes</h2>
        ${rows(
          ['Push', 'By', 'When', 'Base', 'Revision', 'Title', 'Description'],
          change.pushes.map(push => [
            push.number,
            push.author,
            push.createdAt,
            push.base?.slice(0, 12) ?? 'none',
            push.revision.slice(0, 12),
            push.title ?? 'not kept',
            push.description ?? '',
          ]),
        )}
        <h2>Checks</h2>
        ${rows(
          ['Check', 'State', 'Summary'],
          change.checkResults.map(check => [
            check.title,
            wordsOf(findingOf(check, impact)),
            [check.summary, ...check.log].filter(Boolean).join('\n'),
          ]),
        )}
        <h2>Policies</h2>
        ${rows(
          ['Policy', 'Title', 'What', 'Regulations'],
          difference.policies.map(
            ({ policy, title, status, aspects, regulations }) => [
              policy,
              title,
              [status, ...aspects].join(', '),
              regulations.join(', '),
            ],
          ),
        )}
        <h2>Cases that end otherwise</h2>
        ${rows(
          ['Case', 'What', 'Before', 'After'],
          difference.cases.map(({ name, status, before, after }) => [
            name,
            status,
            decision(before),
            decision(after),
          ]),
        )}
        <h2>Impact on logged decisions</h2>
        ${impact
          ? table([
              ['Replayed', impact.replayed],
              ['From', impact.from ?? ''],
              ['To', impact.to ?? ''],
              ['Become allowed', impact.opened],
              ['Become denied', impact.closed],
              ['Undecided', impact.undecided],
            ])
          : html`<p>There is no report.</p>`}
        ${impact?.withheld ? html`<p class="note">${impact.withheld}</p>` : ''}
        <h2>Files</h2>
        ${difference.files.map(
          file => html`<h3><code>${file.path}</code> ${file.status}</h3>
            <table>
              ${file.hunks.flatMap(({ lines }) =>
                lines.map(
                  line =>
                    html`<tr class="${line.kind}">
                      <td>${line.before}</td>
                      <td>${line.after}</td>
                      <td><pre>${line.text}</pre></td>
                    </tr>`,
                ),
              )}
            </table>`,
        )}
        <h2>Comments</h2>
        ${rows(
          ['Who', 'When', 'About', 'Words'],
          change.comments.map(({ author, createdAt, file, line, body }) => [
            author,
            createdAt,
            file ? `${file}${line ? `:${line}` : ''}` : '',
            body,
          ]),
        )}
        <h2>History of the set</h2>
        ${rows(
          ['#', 'What', 'Revision', 'By', 'When', 'Why'],
          history.map(entry => [
            entry.sequence,
            entry.kind,
            entry.revision.slice(0, 12),
            entry.by,
            entry.at,
            entry.reason ?? '',
          ]),
        )}
      </body>
    </html> `.markup;
}

function decision(outcome: { decision?: boolean } | undefined): string {
  if (outcome?.decision === undefined) {
    return '–';
  }
  return outcome.decision ? 'allowed' : 'denied';
}

function table(entries: Array<[string, string | number]>): Html {
  return html`<table>
    ${entries.map(
      ([name, value]) =>
        html`<tr>
          <th>${name}</th>
          <td>${value}</td>
        </tr>`,
    )}
  </table>`;
}

function rows(head: string[], body: Array<Array<string | number>>): Html {
  return body.length
    ? html`<table>
        <tr>
          ${head.map(name => html`<th>${name}</th>`)}
        </tr>
        ${body.map(
          cells =>
            html`<tr>
              ${cells.map(cell => html`<td><pre>${cell}</pre></td>`)}
            </tr>`,
        )}
      </table>`
    : html`<p>None.</p>`;
}

/** All who wrote any part of a change. */
function authorsOf({ author, pushes }: EvidenceParts['change']): string[] {
  return [...new Set([author, ...pushes.flatMap(({ authors }) => authors)])];
}
