/* More than a connection sends in a turn; with 16 connections more than the decision cache keeps. */
const LIST = 1_500;
const BATCHES = 40;
const BATCH = 100;

/** Numbers no two turns or connections share. */
function firstNumber(turn, connection) {
  return (turn * 64 + connection) * 10_000;
}

function numbers(count, first) {
  return Array.from({ length: count }, (_, index) => first + index);
}

/** A request of a list. */
export function post(path, body) {
  return { method: 'POST', path, body: JSON.stringify(body) };
}

/**
 * Lists of requests, one for each connection of a turn: every request another one.
 *
 * @param path - where they are sent
 * @param toBody - makes a body from a number
 * @param count - length of a list
 */
export function distinct(path, toBody, count = LIST) {
  return turn => connection =>
    numbers(count, firstNumber(turn, connection)).map(number =>
      post(path, toBody(number)),
    );
}

/** The same eight requests again and again, on all connections and in all turns. */
export function repeated(path, toBody) {
  return () => () => numbers(8, 0).map(number => post(path, toBody(number)));
}

/** Batches of a hundred requests, every request another one. */
export function distinctBatches(path, toBody) {
  return turn => connection =>
    numbers(BATCHES, 0).map(batch =>
      post(path, {
        evaluations: numbers(
          BATCH,
          firstNumber(turn, connection) + batch * BATCH,
        ).map(toBody),
      }),
    );
}

/** The same batch of a hundred requests again and again. */
export function repeatedBatches(path, toBody) {
  return () => () =>
    [post(path, { evaluations: numbers(BATCH, 0).map(toBody) })];
}

/** Requests in a batch. */
export const batchSize = BATCH;

/** Connections that ask for batches: what waits then is less than one caller may have waiting, half of 2,000. */
export const batchConnections = 8;
