/** Models. */

/** A model, as `GET /models` describes it. */
export interface Model {
  /** What goes into the `model` of a request. */
  id: string;
  /** Always `model`. */
  object: "model";
  /** Since when there is this model: Unix time in seconds. */
  created: number;
  /** Who provides it. */
  owned_by: string;
  /** When it will be shut down; `null` where that is not known. */
  shutdown_date?: string | null;
}
