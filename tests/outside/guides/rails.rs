//! The guide for Rails.

use super::{Guided, block};
use std::process::Command;

/// What a project has around the controllers of the guide, in one file.
const RAILS: &str = r#"
require "action_controller/railtie"

class Journal < Rails::Application
  config.root = __dir__
  config.eager_load = false
  config.secret_key_base = "only for this test"
  config.logger = Logger.new($stderr)
  config.hosts.clear
  routes.append { root to: "home#index" }
end
"#;

#[test]
fn rails_lets_in_whom_the_guide_says() {
    let guided = Guided::start();
    let controllers = ["application_controller.rb", "home_controller.rb"].map(|file| block("rails.md", file));
    guided
        .place
        .write("config.ru", &format!("{RAILS}\n{}\nJournal.initialize!\nrun Journal\n", controllers.join("\n")));
    let mut puma = Command::new("puma");
    puma.args(["--bind", &format!("tcp://127.0.0.1:{}", guided.port), "config.ru"]).env("RAILS_ENV", "production");
    let _puma = guided.run(&mut puma);
    guided.journey("headers");
}
