export * from './Identifier';
export { shortenId } from './shortenId';
