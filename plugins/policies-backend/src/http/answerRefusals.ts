import { ErrorRequestHandler } from 'express';
import { isRefusal } from '@internal/plugin-policies-node';
import { writeRefusal } from './writeRefusal';

/** Answers errors that come of load; all others are for the backend's error handler. */
export function answerRefusals(): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (isRefusal(error) && !response.headersSent) {
      writeRefusal(request, response, error);
    } else {
      next(error);
    }
  };
}
