export * from './checkText';
export { findInvisible } from './invisible';
export * from './textParts';
export * from './visibleText';
