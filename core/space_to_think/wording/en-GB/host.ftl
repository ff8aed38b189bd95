# What the plugin host says itself.

refuse-plugin-off = That is not switched on here. Type { TYPED("help") } to see what you can do.
host-sorry = Sorry, that did not work, and nothing has changed. Please try again in a while.
host-settings = The settings of { $plugin } do not fit, so it is not working as you set it. Please look at them again.
