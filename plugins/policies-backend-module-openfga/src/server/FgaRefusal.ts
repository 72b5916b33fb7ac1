/** Codes by which OpenFGA says that a store or model is not there. */
const NOT_THERE =
  /^(store_id_not_found|authorization_model_not_found|latest_authorization_model_not_found)$/;

/** A call that OpenFGA understood and refused. */
export class FgaRefusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    /** What the server says, shortened. */
    message: string,
  ) {
    super(message.slice(0, 500));
    this.name = 'FgaRefusal';
  }

  /** True when the store or its model is gone. */
  get isNotThere(): boolean {
    return NOT_THERE.test(this.code);
  }
}
