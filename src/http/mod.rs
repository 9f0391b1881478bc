//! The web: router, cookies, headers, limits, assets and the JSON API.
