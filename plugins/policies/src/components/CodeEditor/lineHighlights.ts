import {
  Extension,
  Range,
  StateEffect,
  StateField,
  Text,
} from '@codemirror/state';
import {
  Decoration,
  DecorationSet,
  EditorView,
  gutter,
  GutterMarker,
} from '@codemirror/view';
import { LineHighlight } from './types';

/** Replaces the marked lines. */
export const setLineHighlights = StateEffect.define<LineHighlight[]>();

class HighlightMarker extends GutterMarker {
  constructor(private readonly tone: string, private readonly title: string) {
    super();
  }

  eq(other: HighlightMarker) {
    return other.tone === this.tone && other.title === this.title;
  }

  toDOM() {
    const mark = document.createElement('div');
    mark.className = `policies-mark policies-mark-${this.tone}`;
    mark.title = this.title;
    return mark;
  }
}

function decorate(text: Text, highlights: LineHighlight[]): DecorationSet {
  const lines = new Map<number, Range<Decoration>>();
  for (const {
    startLine,
    endLine,
    tone = 'accent',
    title = '',
  } of highlights) {
    const last = Math.min(endLine, text.lines);
    for (let line = Math.max(1, startLine); line <= last; line++) {
      lines.set(
        line,
        Decoration.line({
          class: `policies-line policies-line-${tone}`,
          marker: new HighlightMarker(tone, title),
        }).range(text.line(line).from),
      );
    }
  }
  return Decoration.set([...lines.values()], true);
}

/* The marks move with the text until the next answer replaces them. */
const highlightField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, transaction) => {
    const effect = transaction.effects.find(item => item.is(setLineHighlights));
    return effect
      ? decorate(transaction.newDoc, effect.value)
      : marks.map(transaction.changes);
  },
  provide: field => EditorView.decorations.from(field),
});

/** Marks lines in the text and in a gutter of their own; see {@link setLineHighlights}. */
export const lineHighlights: Extension = [
  highlightField,
  gutter({
    class: 'policies-marks',
    lineMarker: (view, line) => {
      let marker: GutterMarker | null = null;
      view.state
        .field(highlightField)
        .between(line.from, line.from, (from, _to, mark) => {
          if (from === line.from) {
            marker = mark.spec.marker;
          }
        });
      return marker;
    },
    lineMarkerChange: update =>
      update.startState.field(highlightField) !==
      update.state.field(highlightField),
  }),
];
