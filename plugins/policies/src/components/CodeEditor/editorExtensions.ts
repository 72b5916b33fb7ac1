import {
  Compartment,
  EditorState,
  Extension,
  Transaction,
} from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  CompletionContext,
  CompletionResult,
  completionKeymap,
} from '@codemirror/autocomplete';
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
} from '@codemirror/commands';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { RequestVocabulary } from '@internal/plugin-policies-common';
import { cedarLanguage } from './languages/cedarLanguage';
import { completeCedar } from './languages/completeCedar';
import { lineHighlights } from './lineHighlights';

/** Extensions of an editor and the parts that change while it lives. */
export interface EditorParts {
  extensions: Extension;
  look: Compartment;
  behaviour: Compartment;
}

/** Builds the extensions that all editors of the portal share. */
export function createEditorExtensions(options: {
  getVocabulary: () => RequestVocabulary | undefined;
  onChange: (text: string) => void;
}): EditorParts {
  const look = new Compartment();
  const behaviour = new Compartment();

  const complete = (context: CompletionContext): CompletionResult | null => {
    const completion = completeCedar(
      context.state.sliceDoc(0, context.pos),
      options.getVocabulary(),
      context.explicit,
    );
    return completion ? { ...completion, validFor: /^[\w:-]*$/ } : null;
  };

  return {
    look,
    behaviour,
    extensions: [
      lineHighlights,
      lineNumbers(),
      lintGutter(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      autocompletion({ icons: false }),
      cedarLanguage.data.of({ autocomplete: complete }),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSelectionMatches(),
      highlightSpecialChars(),
      EditorState.tabSize.of(2),
      keymap.of([
        ...closeBracketsKeymap,
        // The page runs the request on this key.
        ...defaultKeymap.filter(binding => binding.key !== 'Mod-Enter'),
        ...searchKeymap,
        ...historyKeymap,
        ...completionKeymap,
        ...lintKeymap,
        indentWithTab,
      ]),
      look.of([]),
      behaviour.of([]),
      EditorView.updateListener.of(update => {
        if (
          update.docChanged &&
          update.transactions.some(
            transaction =>
              transaction.docChanged &&
              !transaction.annotation(Transaction.remote),
          )
        ) {
          options.onChange(update.state.doc.toString());
        }
      }),
    ],
  };
}
