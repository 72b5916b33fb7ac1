import {
  Diagnostic,
  FileRange,
  RequestVocabulary,
} from '@internal/plugin-policies-common';

/** Lines of the editor that are marked in the text and in the gutter. */
export interface LineHighlight {
  /** First line, from 1. */
  startLine: number;
  /** Last line, inclusive. */
  endLine: number;
  /** Colour of the mark; without it the accent colour. Covered lines are marked in the gutter only. */
  tone?: 'permit' | 'forbid' | 'covered' | 'uncovered';
  /** Shown on hover over the gutter. */
  title?: string;
}

/** Props of {@link CodeEditor}. */
export interface CodeEditorProps {
  value: string;
  /** Called with the whole text after each edit. */
  onChange?: (value: string) => void;
  /** Path of the file; its ending chooses the language. Undo history is kept per path. */
  fileName: string;
  readOnly?: boolean;
  /** Diagnostics of this file. */
  diagnostics?: Diagnostic[];
  /** Drives completion in Cedar files. */
  vocabulary?: RequestVocabulary;
  highlights?: LineHighlight[];
  /** Scrolls to this range and puts the cursor there; a new object reveals again. */
  revealRange?: FileRange;
  /** With `true` a revealed range also takes the focus. */
  focusOnReveal?: boolean;
  /** Name of the editor for assistive technology. */
  ariaLabel: string;
  /** CSS height; by default the editor fills its parent. Use `auto` to show all lines. */
  height?: string;
}
