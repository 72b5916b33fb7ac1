/*
 * Letters that look like others. Which script a letter is of, Unicode's properties say; which letters look
 * alike, a table of those that are drawn the same in common typefaces, and of some that are nearly so.
 */

/** Letters that are drawn like a Latin one, by script: each followed by the one it looks like. */
const SAME = [
  // Cyrillic
  'аaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝwѵvӏlԍgүyАAВBЕEКKМMНHОOРPСCТTУYХXІIЈJЅSӀIԌGԚQԜWҮYѴVҺh',
  // Greek
  'αaοoνvρpιiκkυuχxγyΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXϹCϲcϳjϺM',
  // Armenian
  'օoոnսuհhցgյjքpԼLՏSՕOՍUԱU',
  // Cherokee
  'ᎠDᎡRᎢTᎪAᎳWᎷMᎻHᏀGᏕSᏞLᏟCᏢPᏦKᏴBᎬEᏃZᏙVᎫJᎥiᎩYᏮ6',
  // Coptic
  'ⲟoⲣpⲥcⲞOⲢPⲤCⲔKⲘMⲚNⲦTⲬXⲈEⲂBⲎHⲒI',
  // Lisu
  'ꓮAꓐBꓚCꓓDꓰEꓝFꓖGꓧHꓲIꓙJꓗKꓡLꓟMꓠNꓳOꓑPꓣRꓢSꓔTꓴUꓦVꓪWꓫXꓬYꓜZ',
  // Hebrew
  'סoוlןl',
];

/** Letters of the Latin script itself that no alphabet has beside the ones they look like. */
const STRANGE = 'ɑaɡgɩiȷjƅbᴄcᴏoꜱsᴜuᴠvᴡwᴢzʏyǃ!ſs';

/** Nearly the same: enough to confuse a name with one that is known. */
const NEAR = 'нnтtмmкkвbгrпnиuьbз3ıi';

/** Signs. */
const SIGNS =
  "‐-‑-‒-–-—-−-﹣-∶:꞉:ː:︓:⁄/∕/⧸/․.‧.·.’'‘'ʼ'ʹ'′'“\"”\"″\"‚,٫,｜|∣|";

const SCRIPTS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Bopomofo',
  'Georgian',
  'Cherokee',
  'Coptic',
  'Lisu',
  'Devanagari',
  'Bengali',
  'Gujarati',
  'Gurmukhi',
  'Kannada',
  'Malayalam',
  'Tamil',
  'Telugu',
  'Sinhala',
  'Thai',
  'Lao',
  'Khmer',
  'Myanmar',
  'Tibetan',
  'Mongolian',
  'Ethiopic',
  'Glagolitic',
  'Deseret',
  'Tifinagh',
  'Vai',
].map(name => ({ name, pattern: new RegExp(`\\p{Script=${name}}`, 'u') }));

/** Scripts that are written together. */
const TOGETHER = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
].map(scripts => new Set(scripts));

const ASCII = /^\p{ASCII}*$/u;
/** Longer words are no names; some are made to be slow. */
const WORD_LENGTH = 200;
const SHARED = /[\p{Script=Common}\p{Script=Inherited}]/u;

function pairsOf(...tables: string[]): Map<string, string> {
  const pairs = new Map<string, string>();
  for (const table of tables) {
    const characters = [...table];
    for (let at = 0; at + 1 < characters.length; at += 2) {
      pairs.set(characters[at], characters[at + 1]);
    }
  }
  return pairs;
}

const same = pairsOf(...SAME);
const strange = pairsOf(STRANGE);
const near = pairsOf(...SAME, STRANGE, NEAR, SIGNS);

/** Scripts of letters that were asked for, begun anew when they are many. */
const scripts = new Map<string, string | undefined>();
const MAX_REMEMBERED = 5_000;

/** Script of a letter, `Other` for a rare one; undefined for what all scripts share. */
export function scriptOf(character: string): string | undefined {
  if (!scripts.has(character)) {
    if (scripts.size >= MAX_REMEMBERED) {
      scripts.clear();
    }
    scripts.set(
      character,
      SHARED.test(character)
        ? undefined
        : SCRIPTS.find(({ pattern }) => pattern.test(character))?.name ??
            'Other',
    );
  }
  return scripts.get(character);
}

/** Scripts of the letters of a word, when they are never written together; otherwise none. */
export function mixedScriptsOf(word: string): string[] {
  if (ASCII.test(word)) {
    return [];
  }
  const found = new Set<string>();
  for (const letter of word) {
    const script = scriptOf(letter);
    if (script) {
      found.add(script);
    }
  }
  return found.size < 2 ||
    TOGETHER.some(together => [...found].every(script => together.has(script)))
    ? []
    : [...found];
}

/** The Latin letter, digit or sign that a character is drawn like, wherever it stands. */
export function drawnLike(character: string): string | undefined {
  return same.get(character) ?? strange.get(character) ?? wideOf(character);
}

/** The plain form of a letter of another width or style, such as of mathematics. */
export function wideOf(character: string): string | undefined {
  if (
    !/[\uff01-\uff5e\u2102-\u214f\u2160-\u217f\u{1d400}-\u{1d7ff}\u017f]/u.test(
      character,
    )
  ) {
    return undefined;
  }
  const plain = character.normalize('NFKC');
  return /^[\x21-\x7e]$/.test(plain) ? plain : undefined;
}

/** A Latin letter that no alphabet has beside the one it looks like. */
export function isStrange(character: string): boolean {
  return strange.has(character);
}

/**
 * Whether all letters of a word are of one script that is not Latin, and each is drawn like a Latin letter:
 * nobody can tell by looking.
 */
export function looksLatin(word: string): boolean {
  if (ASCII.test(word) || word.length > WORD_LENGTH) {
    return false;
  }
  const letters = [...word.normalize('NFD')].filter(letter =>
    /\p{L}/u.test(letter),
  );
  return letters.length > 0 && letters.every(letter => same.has(letter));
}

/** What a text looks like: two texts of one skeleton are easily taken for each other. */
export function skeletonOf(text: string): string {
  if (ASCII.test(text)) {
    return fold(text).trim();
  }
  let skeleton = '';
  for (const character of text.normalize('NFD')) {
    if (/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(character)) {
      continue;
    }
    const plain = /\p{Zs}/u.test(character)
      ? ' '
      : near.get(character) ?? wideOf(character) ?? character;
    skeleton += plain;
  }
  return fold(skeleton).trim();
}

/** What looks alike in ASCII itself. */
function fold(text: string): string {
  return text.replace(/[Il1|]/g, 'l').replace(/0/g, 'O');
}
