export default [
  {
    where: "Vercel edge",
    how: "`edge-runtime`",
    run: (row) => row.withProgram("serve.mjs", /Ready on (\S+)/, (url) => row.post(url)),
  },
];
