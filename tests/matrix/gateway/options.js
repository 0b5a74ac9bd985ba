/** The gateway that each runtime serves in its own way. */
export const options = {
  allowOrigins: ["https://app.example"],
  // The simulator is told by these what to answer.
  allowParams: ["x_raw_base64"],
  rateLimit: { requests: 100, per: 60 },
};
