/** An expression of Cedar in its JSON form. */
export type Expression = Record<string, any>;

/** All of these; what is always true is left out. */
export function allOf(parts: Expression[]): Expression | undefined {
  return parts.length
    ? parts.reduce((left, right) => ({ '&&': { left, right } }))
    : undefined;
}

/** One of these; what is never true is left out. */
export function anyOf(
  parts: Array<Expression | undefined>,
): Expression | undefined {
  const given = parts.filter(part => part !== undefined);
  return given.length
    ? given.reduce((left, right) => ({ '||': { left, right } }))
    : undefined;
}

export function not(arg: Expression): Expression {
  return { '!': { arg } };
}

/** Both; undefined where the second is never true. */
export function thenAlso(
  left: Expression,
  right: Expression | undefined,
): Expression | undefined {
  return right && { '&&': { left, right } };
}

export function attributeOf(left: Expression, attr: string): Expression {
  return { '.': { left, attr } };
}

export function hasAttribute(left: Expression, attr: string): Expression {
  return { has: { left, attr } };
}
