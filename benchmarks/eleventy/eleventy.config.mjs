const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const newestFirst = (all) => all.getFilteredByGlob("content/posts/*.md").sort((one, other) => other.date - one.date);

/** Posts by what `keys` gives for each: a sorted list of { key, posts }. */
function groups(posts, keys) {
  const found = new Map();
  for (const post of posts) {
    for (const key of keys(post)) found.has(key) ? found.get(key).push(post) : found.set(key, [post]);
  }
  return [...found.keys()].sort().map((key) => ({ key, posts: found.get(key) }));
}

export default function (config) {
  config.addPassthroughCopy("images");
  config.addCollection("newest", newestFirst);
  config.addCollection("advocates", (all) => groups(newestFirst(all), (post) => [post.data.advocate]));
  config.addCollection("topics", (all) => groups(newestFirst(all), (post) => post.data.topics));
  config.addCollection("beside", (all) => {
    const posts = newestFirst(all);
    return Object.fromEntries(posts.map((post, at) => [post.fileSlug, { newer: posts[at - 1], older: posts[at + 1] }]));
  });
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addFilter("moment", (date) => date.toISOString());
  config.addFilter("inWords", (date) => `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`);
  return { dir: { output: "public" }, markdownTemplateEngine: false };
}
