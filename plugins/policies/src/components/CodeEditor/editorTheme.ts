import { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';
import { alpha, Theme } from '@mui/material/styles';

/* Both palettes hold a contrast of at least 4.5 on the paper colours of the portal's themes. */
const LIGHT = {
  keyword: '#8a1c7c',
  special: '#0b5a8a',
  type: '#1f6b3a',
  string: '#9a4a00',
  escape: '#6a3ab2',
  number: '#0b5fb0',
  property: '#3b4a9b',
  comment: '#646a73',
  annotation: '#7a5b00',
  method: '#00626b',
};
const DARK: typeof LIGHT = {
  keyword: '#f3bdf2',
  special: '#a9dbfa',
  type: '#b3ebc3',
  string: '#ffcfa6',
  escape: '#dccbff',
  number: '#b4d6ff',
  property: '#d0d6ff',
  comment: '#c3c8d0',
  annotation: '#f2dd92',
  method: '#a8e9ef',
};

/** Colours of the editor, taken from the portal's theme. */
export function editorTheme(theme: Theme): Extension {
  const dark = theme.palette.mode === 'dark';
  const colours = dark ? DARK : LIGHT;
  const { palette } = theme;
  const tones = {
    permit: palette.success.main,
    forbid: palette.error.main,
    accent: palette.primary.main,
    covered: palette.success.main,
    uncovered: palette.warning.main,
  };
  return [
    EditorView.theme(
      {
        '&': {
          height: '100%',
          fontSize: '13px',
          color: palette.text.primary,
          backgroundColor: palette.background.paper,
        },
        '&.cm-focused': {
          outline: `2px solid ${palette.primary.main}`,
          outlineOffset: '-2px',
        },
        '.cm-scroller': {
          fontFamily:
            'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
          lineHeight: '1.55',
        },
        '.cm-content': { caretColor: palette.text.primary },
        '.cm-cursor, .cm-dropCursor': {
          borderLeftColor: palette.text.primary,
        },
        '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
          { backgroundColor: alpha(palette.primary.main, dark ? 0.4 : 0.2) },
        '.cm-gutters': {
          backgroundColor: palette.background.paper,
          color: palette.text.secondary,
          borderRight: `1px solid ${palette.divider}`,
        },
        '.cm-activeLine': { backgroundColor: palette.action.hover },
        '.cm-activeLineGutter': {
          backgroundColor: palette.action.hover,
          color: palette.text.primary,
        },
        '.cm-panels, .cm-tooltip': {
          backgroundColor: palette.background.paper,
          color: palette.text.primary,
          border: `1px solid ${palette.divider}`,
        },
        '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
          backgroundColor: palette.primary.main,
          color: palette.primary.contrastText,
        },
        '.cm-completionDetail': { color: 'inherit', opacity: 0.8 },
        '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
          backgroundColor: alpha(palette.primary.main, 0.25),
        },
        '.policies-marks': { width: '6px' },
        '.policies-mark': { width: '4px', height: '100%' },
        '.policies-marks .cm-gutterElement': { padding: 0 },
        ...Object.fromEntries(
          Object.entries(tones).flatMap(([tone, colour]) => [
            ...(tone === 'covered'
              ? []
              : [
                  [
                    `.policies-line-${tone}`,
                    { backgroundColor: alpha(colour, dark ? 0.14 : 0.1) },
                  ],
                ]),
            [`.policies-mark-${tone}`, { backgroundColor: colour }],
          ]),
        ),
      },
      { dark },
    ),
    syntaxHighlighting(
      HighlightStyle.define([
        { tag: tags.keyword, color: colours.keyword },
        {
          tag: [tags.special(tags.variableName), tags.bool, tags.null],
          color: colours.special,
        },
        { tag: tags.typeName, color: colours.type },
        { tag: tags.string, color: colours.string },
        { tag: tags.escape, color: colours.escape, fontWeight: 'bold' },
        { tag: tags.number, color: colours.number },
        { tag: tags.propertyName, color: colours.property },
        { tag: tags.function(tags.variableName), color: colours.method },
        { tag: tags.comment, color: colours.comment, fontStyle: 'italic' },
        { tag: [tags.annotation, tags.meta], color: colours.annotation },
        {
          tag: tags.invalid,
          color: palette.error.main,
          textDecoration: 'underline wavy',
        },
      ]),
    ),
  ];
}
