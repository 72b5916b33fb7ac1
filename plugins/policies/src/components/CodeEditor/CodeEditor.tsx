import { useEffect, useRef } from 'react';
import Box from '@mui/material/Box';
import { useTheme } from '@mui/material/styles';
import { EditorView } from '@codemirror/view';
import { EditorState, Transaction } from '@codemirror/state';
import { setDiagnostics } from '@codemirror/lint';
import { useIsPainted } from '../../hooks/useIsPainted';
import { createEditorExtensions, EditorParts } from './editorExtensions';
import { editorTheme } from './editorTheme';
import { languageForFile } from './languages/languageForFile';
import { setLineHighlights } from './lineHighlights';
import { offsetsOf } from './positions';
import { CodeEditorProps } from './types';

/**
 * Text editor with highlighting, diagnostics, completion and marked lines. Tab indents; Esc, then Tab
 * leaves the editor. Its text is on the screen a moment before the editor, which takes longer to build.
 */
export function CodeEditor(props: CodeEditorProps) {
  const { value, height = '100%' } = props;
  return useIsPainted() ? (
    <Editor {...props} />
  ) : (
    <Box
      component="pre"
      sx={{
        height,
        m: 0,
        py: 0.5,
        pl: 5,
        overflow: 'hidden',
        fontSize: 13,
        lineHeight: 1.5,
      }}
    >
      {value}
    </Box>
  );
}

function Editor(props: CodeEditorProps) {
  const {
    value,
    fileName,
    readOnly = false,
    diagnostics,
    highlights,
    revealRange,
    focusOnReveal = false,
    ariaLabel,
    height = '100%',
  } = props;
  const theme = useTheme();
  const parentRef = useRef<HTMLDivElement>(null);
  const viewRef = useRef<EditorView>();
  const partsRef = useRef<EditorParts>();
  const statesRef = useRef(new Map<string, EditorState>());
  const shownRef = useRef(fileName);
  // Texts on their way to the parent: one that comes back late must not undo what was typed since.
  const sentRef = useRef(new Set<string>());
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const parts = createEditorExtensions({
      getVocabulary: () => latest.current.vocabulary,
      onChange: text => {
        sentRef.current.add(text);
        latest.current.onChange?.(text);
      },
    });
    partsRef.current = parts;
    const view = new EditorView({
      parent: parentRef.current!,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: parts.extensions,
      }),
    });
    viewRef.current = view;
    shownRef.current = latest.current.fileName;
    return () => view.destroy();
  }, []);

  // Before the other effects: a file that was open keeps its undo history and cursor.
  useEffect(() => {
    const view = viewRef.current!;
    if (shownRef.current !== fileName) {
      const states = statesRef.current;
      states.set(shownRef.current, view.state);
      shownRef.current = fileName;
      sentRef.current.clear();
      view.setState(
        states.get(fileName) ??
          EditorState.create({
            doc: value,
            extensions: partsRef.current!.extensions,
          }),
      );
    }
    const current = view.state.doc.toString();
    if (current === value) {
      sentRef.current.clear();
    } else if (!sentRef.current.has(value)) {
      view.dispatch({
        changes: { from: 0, to: current.length, insert: value },
        annotations: Transaction.remote.of(true),
      });
    }
  }, [fileName, value]);

  useEffect(() => {
    const { look, behaviour } = partsRef.current!;
    viewRef.current!.dispatch({
      effects: [
        look.reconfigure(editorTheme(theme)),
        behaviour.reconfigure([
          languageForFile(fileName),
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({
            'aria-label': ariaLabel,
            tabindex: '0',
            ...(readOnly && { 'aria-readonly': 'true' }),
          }),
        ]),
      ],
    });
  }, [theme, fileName, readOnly, ariaLabel]);

  useEffect(() => {
    const view = viewRef.current!;
    view.dispatch(
      setDiagnostics(
        view.state,
        (diagnostics ?? []).map(diagnostic => ({
          ...offsetsOf(view.state.doc, diagnostic.range),
          severity: diagnostic.severity,
          source: diagnostic.source,
          message: [diagnostic.message, diagnostic.help]
            .filter(Boolean)
            .join('\n'),
        })),
      ),
    );
  }, [diagnostics, fileName]);

  useEffect(() => {
    viewRef.current!.dispatch({
      effects: setLineHighlights.of(highlights ?? []),
    });
  }, [highlights, fileName]);

  useEffect(() => {
    const view = viewRef.current!;
    if (!revealRange) {
      return;
    }
    const { from } = offsetsOf(view.state.doc, revealRange);
    view.dispatch({
      selection: { anchor: from },
      effects: EditorView.scrollIntoView(from, { y: 'start', yMargin: 48 }),
    });
    if (focusOnReveal) {
      view.focus();
    }
    // The file is part of what is revealed: both change together.
  }, [revealRange, focusOnReveal, fileName]);

  return (
    <Box
      ref={parentRef}
      sx={{ height, minHeight: 0, minWidth: 0, overflow: 'hidden' }}
    />
  );
}
