export * from './namesInText';
export * from './statementTexts';
