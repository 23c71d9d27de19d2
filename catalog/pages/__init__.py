"""What shoppers see of the catalogue: ``views`` ask ``queries`` for rows and render them."""
