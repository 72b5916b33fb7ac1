export * from './LongText';
export { shortenText } from './shortenText';
