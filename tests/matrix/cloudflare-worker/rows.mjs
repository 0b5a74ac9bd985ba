/** The app is `examples/cloudflare-worker`. */
export default [
  {
    where: "workerd",
    how: "`wrangler dev`",
    run(row) {
      const port = ["--port=0", "--inspector-port=0", "--ip=127.0.0.1"];
      const variables = [
        "--var",
        "BRIVIONIX_API_KEY:sk-test",
        "--var",
        `BRIVIONIX_BASE_URL:${row.api}`,
      ];
      const args = ["dev", ...port, ...variables];
      return row.withServer("wrangler", args, /Ready on (\S+)/, (url) => row.post(url));
    },
  },
];
