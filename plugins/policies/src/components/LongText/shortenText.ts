import { shortenId } from '../Identifier';

const MOST_CHARACTERS = 1_000;

/** A text without the middle of words and of itself where they are long: it quotes what people sent. */
export function shortenText(text: string): string {
  const words = text.replace(/\S+/g, shortenId);
  const characters = [...words];
  if (characters.length <= MOST_CHARACTERS) {
    return words;
  }
  const half = Math.floor(MOST_CHARACTERS / 2);
  return `${characters.slice(0, half).join('')} … ${characters
    .slice(-half)
    .join('')}`;
}
