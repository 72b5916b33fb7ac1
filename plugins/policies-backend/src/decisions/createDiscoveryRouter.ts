import { AuthzenMetadata } from '@internal/plugin-policies-common';
import express from 'express';
import Router from 'express-promise-router';

/** Where metadata stands, before the path of the PDP (RFC 8615). */
export const WELL_KNOWN_PATH = '/.well-known/authzen-configuration';

/**
 * AuthZEN discovery for the portal and for each set. Serves paths below {@link WELL_KNOWN_PATH}
 * without authentication: the answer is the same for everybody and says nothing about policies.
 *
 * @param pdp - identifier of the portal's PDP, for example `https://host/api/policies`
 * @param canSearch - whether a set, or without a name any set, offers the search APIs
 */
export function createDiscoveryRouter(
  pdp: string,
  canSearch: (set?: string) => boolean,
): express.Router {
  const router = Router();
  const { pathname } = new URL(pdp);
  router.get(pathname, (_request, response) => {
    response.json(metadata(pdp, canSearch()));
  });
  router.get(`${pathname}/sets/:set`, (request, response) => {
    const { set } = request.params;
    response.json(
      metadata(`${pdp}/sets/${encodeURIComponent(set)}`, canSearch(set)),
    );
  });
  return router;
}

function metadata(pdp: string, search: boolean): AuthzenMetadata {
  return {
    policy_decision_point: pdp,
    access_evaluation_endpoint: `${pdp}/access/v1/evaluation`,
    access_evaluations_endpoint: `${pdp}/access/v1/evaluations`,
    ...(search && {
      search_subject_endpoint: `${pdp}/access/v1/search/subject`,
      search_resource_endpoint: `${pdp}/access/v1/search/resource`,
      search_action_endpoint: `${pdp}/access/v1/search/action`,
    }),
  };
}
